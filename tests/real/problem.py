"""Problems with the processes."""


class Problem(Exception):
    """Something that a person can mend; the text is a sentence for them."""
