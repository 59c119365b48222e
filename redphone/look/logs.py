"""Log lines: one JSON object each, without what people wrote and without what opens a door."""

import logging
import re
import sys
from typing import Any
from urllib.parse import urlsplit

import structlog
from structlog.typing import EventDict, WrappedLogger

_TOKEN = re.compile(r"(/(?:r|t|officers/invitation)/)[^/\s]+")


class WithoutTokens(logging.Filter):
    """Takes the token out of a line: the links in rings and invitations carry one in their path."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _TOKEN.sub(r"\1…", record.getMessage())
        record.args = ()
        return True


def set_up_logs() -> None:
    """For whoever serves: to standard error; the demonstration sends them elsewhere."""
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


def logging_with(*, feed: str) -> dict[str, Any]:
    """Django's LOGGING: to standard error without tokens; whole lines of the record also to `feed`, if one is named."""
    plain: dict[str, Any] = {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_tokens": {"()": "redphone.look.logs.WithoutTokens"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler"}},
        "loggers": {"django.request": {"filters": ["without_tokens"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }
    if feed:
        plain["handlers"]["feed"] = feed_to(feed)
        plain["loggers"]["redphone.feed"] = {"handlers": ["feed"], "level": "INFO", "propagate": False}
    return plain


def feed_to(address: str) -> dict[str, Any]:
    """The handler that takes whole lines to a file, which may be rotated, or to syslog://HOST:PORT."""
    to = urlsplit(address)
    if to.scheme == "syslog":
        where = (to.hostname or "localhost", to.port or 514)
        return {"class": "logging.handlers.SysLogHandler", "address": where, "facility": "authpriv"}
    return {"class": "logging.handlers.WatchedFileHandler", "filename": address, "encoding": "utf-8"}


def say_only_what_is_wrong() -> None:
    """For a command that a person types: nothing among its words but what is wrong, and that in words as well."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.format_exc_info, _in_words],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(file=sys.stderr),
    )


def _in_words(logger: WrappedLogger, method: str, said: EventDict) -> str:
    level, event = said.pop("level"), str(said.pop("event")).replace("_", " ")
    traceback = said.pop("exception", "")
    facts = ", ".join(f"{name}: {value}" for name, value in said.items())
    return f"redphone: {level}: {event}" + (f" ({facts})" if facts else "") + (traceback and f"\n{traceback}")
