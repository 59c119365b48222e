"""Log lines: one JSON object each, without what people wrote and without what opens a door."""

import logging
import re
import sys

import structlog

_TOKEN = re.compile(r"(/(?:r|t|officers/invitation)/)[^/\s]+")


class WithoutTokens(logging.Filter):
    """Takes the token out of a line: the links in rings and invitations carry one in their path."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _TOKEN.sub(r"\1…", record.getMessage())
        record.args = ()
        return True


def set_up_logs() -> None:
    """To standard error; the demonstration sends them elsewhere."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Tracebacks without the values of local variables: those are what people wrote.
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
