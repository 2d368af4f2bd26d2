# Home Assistant replaces voluptuous by probatio when it starts, so these are the types that hold.
from probatio import *
