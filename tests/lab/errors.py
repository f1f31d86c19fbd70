"""The lab's one error: every message names the thing that failed and the cure."""


class LabError(Exception):
    """A server, a call or a setting of the lab failed; the text names it and says what to do."""
