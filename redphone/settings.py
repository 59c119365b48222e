"""Settings, each from the environment or a sensible default. The front door: nothing below it imports this.

REDPHONE_HOME     directory of this node's data (store, keys, secret); default ./var
REDPHONE_STORE    sqlite:///PATH or postgresql://...; default SQLite in REDPHONE_HOME
REDPHONE_URL      the address under which officers reach this node, as it stands in mails
REDPHONE_NETWORK  the name of the network, inside every signature
REDPHONE_MAIL     smtp://HOST:PORT, smtp+starttls://USER:PASSWORD@HOST:PORT or smtps://...
REDPHONE_TEXTS    twilio://ACCOUNT:TOKEN@api.twilio.com/+NUMBER: texts officers who chose it; default: nobody is texted
REDPHONE_SENDER   the address mails come from
REDPHONE_OPERATOR  the address of whoever runs this node: told by mail when a promise is late, and when that is over
REDPHONE_OPERATOR_LANGUAGE  en or fr; default en
REDPHONE_HEARTBEAT  an http(s):// address at a monitor elsewhere, fetched each minute while all promises are kept
REDPHONE_METRICS_TOKEN  opens /metrics/ to monitoring elsewhere, as a bearer token; without it only this machine sees it
REDPHONE_REQUIRE_TOTP  1: nobody sits down without passkey or authenticator app; 0: offered; default 1, 0 in the demo
REDPHONE_PROXIES  how many of our own proxies stand before this node; default 0: nobody's X-Forwarded-For is believed
REDPHONE_AUDIT_FEED  every line of the record as JSON, also to: a path of a file, or syslog://HOST:PORT; default nowhere
REDPHONE_DEMO     1 in the demonstration: readable mailbox, plain hosts, fictional cast
REDPHONE_DEBUG    1 for developers only
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from django.utils.translation import gettext_lazy as _

from redphone.door.home import home, store
from redphone.log.database import database
from redphone.look.logs import logging_with, set_up_logs

try:  # Debian's SQLite has the WAL-reset bug (before 3.51.3): bring a fixed one, before Django loads its own
    import pysqlite3
except ImportError:  # no wheel for this machine: the health page says which SQLite runs
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

import sqlite3

NEEDS_SQLITE = (3, 51, 3)
JOURNAL = "WAL" if sqlite3.sqlite_version_info >= NEEDS_SQLITE else "DELETE"  # slower, but has no such bug

BASE = Path(__file__).resolve().parent
HOME = home()
DEBUG = os.environ.get("REDPHONE_DEBUG") == "1"
DEMO = os.environ.get("REDPHONE_DEMO") == "1"

REDPHONE_NETWORK = os.environ.get("REDPHONE_NETWORK", "rdn-demo" if DEMO else "rdn")
REDPHONE_URL = os.environ.get("REDPHONE_URL", "http://localhost:8400").rstrip("/")
REDPHONE_MAIL = os.environ.get("REDPHONE_MAIL", "smtp://localhost:8425")
REDPHONE_SENDER = os.environ.get("REDPHONE_SENDER", "red-phone@redphone.example")
REDPHONE_TEXTS = os.environ.get("REDPHONE_TEXTS", "")
REDPHONE_OPERATOR = os.environ.get("REDPHONE_OPERATOR", "")
REDPHONE_OPERATOR_LANGUAGE = os.environ.get("REDPHONE_OPERATOR_LANGUAGE", "en")
REDPHONE_METRICS_TOKEN = os.environ.get("REDPHONE_METRICS_TOKEN", "")
REDPHONE_HEARTBEAT = os.environ.get("REDPHONE_HEARTBEAT", "")
KEYS = HOME / "keys"
REQUIRE_TOTP = os.environ.get("REDPHONE_REQUIRE_TOTP", "0" if DEMO else "1") == "1"


def _secret() -> str:
    """The node's secret: made once, readable by its user alone, never in the repository."""
    if given := os.environ.get("REDPHONE_SECRET"):
        return given
    path = HOME / "secret"
    HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _secret()


DATABASES = {"default": database(store(), journal=JOURNAL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_address = urlsplit(REDPHONE_URL)
IS_HTTPS = _address.scheme == "https"
ALLOWED_HOSTS = [_address.hostname or "localhost"]
if not IS_HTTPS:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [REDPHONE_URL]

if REDPHONE_HEARTBEAT and urlsplit(REDPHONE_HEARTBEAT).scheme not in ("http", "https"):
    raise SystemExit("REDPHONE_HEARTBEAT: it is neither an http:// nor an https:// address")
if REDPHONE_OPERATOR_LANGUAGE not in ("en", "fr"):
    raise SystemExit("REDPHONE_OPERATOR_LANGUAGE: it is neither en nor fr")
if REDPHONE_TEXTS and urlsplit(REDPHONE_TEXTS).scheme not in ("twilio", "twilio+http"):
    raise SystemExit("REDPHONE_TEXTS: it is not twilio://ACCOUNT:TOKEN@HOST/+NUMBER")
_mail = urlsplit(REDPHONE_MAIL)
if _mail.scheme not in ("smtp", "smtp+starttls", "smtps"):
    raise SystemExit(f"REDPHONE_MAIL: {_mail.scheme}:// is neither smtp://, smtp+starttls:// nor smtps://")
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or {"smtp": 25, "smtp+starttls": 587, "smtps": 465}[_mail.scheme]
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+starttls"
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = REDPHONE_SENDER

INSTALLED_APPS = [
    "redphone.demo",
    "redphone.desk",
    "redphone.watch",
    "redphone.drills",
    "redphone.calls",
    "redphone.situations",
    "redphone.live",
    "redphone.officers",
    "redphone.network",
    "redphone.log",
    "redphone.look",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "redphone.officers.seating.SeatMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "redphone.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "redphone.look.page.page_context",
            ],
        },
    }
]

AUTH_USER_MODEL = "officers.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "redphone.officers.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up: officers are invited
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has reached the address already
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# By account only a minute: guessing needs far more, and nobody can keep a duty officer out of the house for long.
ACCOUNT_RATE_LIMITS = {
    "login": "20/m/ip",
    "login_failed": "10/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "accept_invitation": "20/m/ip",
}
ACCOUNT_FORMS = {
    "login": "redphone.officers.forms.SignInForm",
    "change_password": "redphone.officers.forms.ChangePasswordForm",
    "reauthenticate": "redphone.officers.forms.PasswordAgainForm",
}
MFA_ADAPTER = "redphone.officers.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = (
    "required"  # a key that somebody found opens nothing without its PIN or finger
)
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # nothing can be guessed; a ministry comes from one address
MFA_TOTP_ISSUER = "Red Phone"
MFA_FORMS = {
    "activate_totp": "redphone.officers.forms.SetUpSecondFactorForm",
    "authenticate": "redphone.officers.forms.SecondFactorForm",
    "reauthenticate": "redphone.officers.forms.SecondFactorAgainForm",
    "add_webauthn": "redphone.officers.forms_passkey.AddPasskeyForm",
    "edit_webauthn": "redphone.officers.forms_passkey.RenamePasskeyForm",
    "login_webauthn": "redphone.officers.forms_passkey.SignInByPasskeyForm",
    "authenticate_webauthn": "redphone.officers.forms_passkey.PasskeyForm",
    "reauthenticate_webauthn": "redphone.officers.forms_passkey.PasskeyAgainForm",
}
MFA_TOTP_TOLERANCE = 1  # steps of 30 s before and after; a code is taken once all the same
USERSESSIONS_ADAPTER = "redphone.officers.adapters.SessionsAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("REDPHONE_PROXIES", "0"))
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_HANDLERS = ["redphone.look.uploads.SmallFiles"]
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True

MESSAGE_TAGS = {messages.SUCCESS: "done", messages.WARNING: "late", messages.ERROR: "late"}
# Wrong tries and taken codes are counted here: on SQLite by the one process that serves, on PostgreSQL by all.
TRIES_TABLE = "officers_tries"
_counting = "locmem.LocMemCache" if "sqlite" in str(DATABASES["default"]["ENGINE"]) else "db.DatabaseCache"
CACHES = {
    "default": {
        "BACKEND": f"django.core.cache.backends.{_counting}",
        "LOCATION": TRIES_TABLE,
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with Django's 300, a crowd pushes them out
    }
}
AUDIT_FEED = os.environ.get("REDPHONE_AUDIT_FEED", "")
LOGGING = logging_with(feed=AUDIT_FEED)
set_up_logs()
