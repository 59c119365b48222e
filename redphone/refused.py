"""The one exception a rule may raise."""


class Refused(Exception):
    """An act that may not be done, said in words a tired person can act on.

    `words` is an English template marked for translation by standing here (the extractor knows `Refused`);
    `facts` fill its %(named)s places; `field` names the form field beside which it is shown, if there is one.
    """

    def __init__(self, words: str, *, field: str | None = None, **facts: object) -> None:
        self.words = words
        self.field = field
        self.facts = facts
        super().__init__(words % facts if facts else words)
