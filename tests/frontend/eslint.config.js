import js from "@eslint/js";
import globals from "globals";

const CARD = "custom_components/chastify/frontend/**/*.js";
const TESTS = "tests/frontend/**/*.js";

// script/lint starts eslint in the repository's root, so paths begin there.
export default [
  {
    files: [CARD, TESTS],
    ...js.configs.recommended,
  },
  {
    files: [CARD, TESTS],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { ecmaVersion: 2023, sourceType: "module" },
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      curly: ["error", "multi-line"],
      "default-case-last": "error",
      eqeqeq: "error",
      "logical-assignment-operators": "error",
      "no-alert": "error",
      "no-constructor-return": "error",
      "no-else-return": "error",
      "no-eval": "error",
      "no-implicit-coercion": "error",
      "no-implicit-globals": "error",
      "no-implied-eval": "error",
      "no-lonely-if": "error",
      "no-new-wrappers": "error",
      "no-param-reassign": "error",
      "no-promise-executor-return": "error",
      "no-return-assign": "error",
      "no-self-compare": "error",
      "no-sequences": "error",
      "no-shadow": "error",
      "no-throw-literal": "error",
      "no-unneeded-ternary": "error",
      "no-unreachable-loop": "error",
      "no-unused-expressions": "error",
      "no-unused-vars": "error",
      "no-use-before-define": ["error", { functions: false, classes: false }],
      "no-useless-concat": "error",
      "no-useless-rename": "error",
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "operator-assignment": "error",
      "prefer-const": "error",
      "prefer-object-has-own": "error",
      "prefer-promise-reject-errors": "error",
      "prefer-rest-params": "error",
      "prefer-spread": "error",
      "prefer-template": "error",
      "require-await": "error",
      strict: "error",
      yoda: "error",
    },
  },
  {
    files: [CARD],
    languageOptions: { globals: globals.browser },
    rules: { "no-console": ["error", { allow: ["warn", "error", "info"] }] },
  },
  {
    files: [TESTS],
    languageOptions: { globals: globals.node },
  },
];
