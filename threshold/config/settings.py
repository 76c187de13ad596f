"""Every setting of the running product, read from the environment. DEBUG cannot be switched on."""

import os
from pathlib import Path
from typing import Any

from threshold.config.environment import database, mail, switched_on, words

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"

DEFAULT_SECRET = "not-a-secret: threshold doctor says how to make one"  # noqa: S105

DEMO = switched_on("THRESHOLD_DEMO")
# Only for a browser on the same machine: the demo and the tests.
PLAIN_HTTP = switched_on("THRESHOLD_PLAIN_HTTP")
# Addresses of the proxies in front, which say who asked and whether by TLS; nobody else is believed.
PROXIES = words("THRESHOLD_PROXY")
# A command that is not the web's says itself in which role it works: `migrate` as the owner, `sign` as the signer.
DATABASE_SETTING = {
    "owner": "THRESHOLD_OWNER_DATABASE_URL",
    "signer": "THRESHOLD_SIGNER_DATABASE_URL",
}.get(os.environ.get("THRESHOLD_AS", ""), "THRESHOLD_DATABASE_URL")

DEBUG = False
SECRET_KEY = os.environ.get("THRESHOLD_SECRET_KEY", DEFAULT_SECRET)
ALLOWED_HOSTS = words("THRESHOLD_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]

KEYS_DIR = Path(os.environ.get("THRESHOLD_KEYS_DIR", VAR / "keys"))
# The key that signs the ledger's checkpoints: in the hands of somebody who does not run the database.
LEDGER_KEY = os.environ.get("THRESHOLD_LEDGER_KEY", "")
# Whom to ask to cosign: a file with a witness's key and address on each line.
WITNESSES = os.environ.get("THRESHOLD_WITNESSES", "")
FILES_DIR = Path(os.environ.get("THRESHOLD_FILES_DIR", VAR / "files"))
# Uploads are sealed as they arrive; Django's own handlers would put large ones on disk in clear.
FILE_UPLOAD_HANDLERS = ["threshold.evidence.uploads.SealedUploadHandler"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "threshold.ledger",
    "threshold.confidentiality",
    "threshold.staffing",
    "threshold.clocks",
    "threshold.evidence",
    "threshold.people",
    "threshold.messages",
    "threshold.upkeep",
    "threshold.referrals",
    "threshold.design",
]

MIDDLEWARE = [
    "threshold.design.headers.SecurityHeaders",
    "threshold.design.errors.PlainWords",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "threshold.doors.public.open_pages.WithoutCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "threshold.config.versions.SameVersion",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "threshold.doors.staff.session.SignedInProperly",
    "threshold.confidentiality.addresses.AddressPolicy",
]
VIEWER_FROM_REQUEST = "threshold.staffing.signed_in.viewer_of"
# An address that declares nothing is answered as absent; a test run would rather know.
UNDECLARED_ADDRESSES_CRASH = switched_on("THRESHOLD_UNDECLARED_ADDRESSES_CRASH")

ROOT_URLCONF = "threshold.config.urls"
WSGI_APPLICATION = "threshold.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "threshold/doors/public/templates", ROOT / "threshold/doors/staff/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "threshold.config.context.authority",
                "threshold.config.context.desk",
            ]
        },
    }
]

FORM_RENDERER = "threshold.design.forms.Renderer"
CSRF_FAILURE_VIEW = "threshold.design.errors.csrf_failure"

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **database(DATABASE_SETTING),
        "ATOMIC_REQUESTS": False,
        # One thread, one connection: a worker keeps its own and looks whether it still answers.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [folder for folder in [ROOT / "build/static"] if folder.is_dir()]
STATIC_ROOT = ROOT / "build/collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if switched_on("THRESHOLD_STATIC_PLAIN")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Nothing stays in the browser once it is closed.
CSRF_COOKIE_AGE = None
SESSION_COOKIE_AGE = 10 * 60 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

AUTH_USER_MODEL = "staffing.Worker"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "threshold.doors.staff.sign_in.SignIn"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_FORMS = {
    "login": "threshold.doors.staff.sign_in.PasswordQuestion",
    "reauthenticate": "threshold.doors.staff.sign_in.PasswordAgain",
    "change_password": "threshold.doors.staff.sign_in.NewPassword",
}
# Wrong tries are counted by doors/staff/sign_in.py, in one statement each.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
MFA_ADAPTER = "threshold.doors.staff.sign_in.SecondStep"
MFA_FORMS = {
    "authenticate": "threshold.doors.staff.sign_in.Code",
    "reauthenticate": "threshold.doors.staff.sign_in.CodeAgain",
    "activate_totp": "threshold.doors.staff.sign_in.FirstCode",
    "add_webauthn": "threshold.doors.staff.sign_in.NewPasskey",
}
# The addresses come from the configuration file; nobody can enter somebody else's.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Threshold"
# One code before and one after: telephones and servers do not agree to the second.
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP

PROCRASTINATE_IMPORT_PATHS = ["threshold.doors.console.jobs"]

MAIL = mail("THRESHOLD_SMTP_URL", folder=os.environ.get("THRESHOLD_MAIL_DIR"))
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST = MAIL.host
EMAIL_PORT = MAIL.port
EMAIL_HOST_USER = MAIL.user
EMAIL_HOST_PASSWORD = MAIL.password
EMAIL_USE_TLS = MAIL.starttls
EMAIL_USE_SSL = MAIL.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("THRESHOLD_MAIL_FROM", "front-door@threshold.invalid")

# The address people type to come back, as it stands in letters.
PUBLIC_ADDRESS = os.environ.get("THRESHOLD_PUBLIC_ADDRESS", "http://localhost:8000/")

# What the pages say that have to appear without the database.
FALLBACK_COUNCIL = os.environ.get("THRESHOLD_COUNCIL", "the council")
FALLBACK_PHONE = os.environ.get("THRESHOLD_PHONE", "")
EXIT_URL = os.environ.get("THRESHOLD_EXIT_URL", "https://www.bbc.co.uk/weather")

# A text service that speaks GOV.UK Notify's interface.
TEXT_SERVICE_URL = os.environ.get("THRESHOLD_TEXT_URL", "")
TEXT_SERVICE_ID = os.environ.get("THRESHOLD_TEXT_SERVICE", "")
TEXT_SERVICE_SECRET = os.environ.get("THRESHOLD_TEXT_SECRET", "")
TEXT_TEMPLATE = os.environ.get("THRESHOLD_TEXT_TEMPLATE", "")
EMAIL_FILE_PATH = MAIL.folder

# What goes wrong is told by its kind and its place, never by what somebody wrote.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "threshold.config.logs.WithoutContent"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        # Below WARNING this logger prints what a job was given.
        "procrastinate": {"level": "WARNING"},
        "threshold": {"level": "INFO"},
    },
}
