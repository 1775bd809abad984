"""Settings: one file, environment only, secure by default."""

import importlib.util
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from alignment.env import env

# Classes that are generic to the type checker only, such as ModelAdmin, take a parameter then.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# -- What is installed ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "alignment",
    "dashboards",
    "sla",
    "leads",
    "personas",
    "notifications",
    "teams",
    "kit",
    "alignment.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "axes",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "lucide",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "alignment.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # see docs/decisions/0006-compressed-pages.md
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "teams.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kit.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "alignment.urls"
WSGI_APPLICATION = "alignment.wsgi.application"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alignment.shell.shell",
            ],
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "kit.templatetags.icons",
                "kit.templatetags.words",
                "sla.templatetags.clocks",
                "sla.templatetags.reaching",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- Data ----------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # Nothing is kept only there: nobody waits for long for one that does not answer.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
}

# The heaviest upload is an import file; it is streamed to the database, never held in memory.
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=100 * 1024 * 1024)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# -- People --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "teams:sign_in"
LOGIN_REDIRECT_URL = "teams:home"
LOGOUT_REDIRECT_URL = "teams:sign_in"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 4

# Ten wrong passwords for one person from one address within a quarter of an hour: wait it out.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Behind a proxy all would come from the proxy: ten wrong guesses would lock their victim out.
AXES_CLIENT_IP_CALLABLE = "teams.throttling.address"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "teams.views.signing_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# Behind a proxy the last hop of X-Forwarded-For is who asked; without one the header is a claim.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Whoever guesses at many e-mails from one address is slowed down too: so many failures a minute.
SIGN_IN_TRIES_A_MINUTE = env.int("SIGN_IN_TRIES_A_MINUTE", default=30)

# -- Language and time ---------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["alignment.formats"]

# -- Files the browser loads ---------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static"]
if importlib.util.find_spec("fontpkg_ibm_plex_sans_arabic"):
    import fontpkg

    # The font is an enhancement: without the package the system's own family follows.
    STATICFILES_DIRS.append(("fonts/plex", Path(fontpkg.path("IBM Plex Sans Arabic")).parent))
# Compressing takes ten seconds: bin/run, which serves one machine, does without.
_COMPRESSED = env.bool("STATIC_COMPRESSION", default=True)
_HASHED = "kit.bundling.CompressedStorage" if _COMPRESSED else "kit.bundling.HashedStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else _HASHED,
    },
}
WHITENOISE_MIMETYPES = {".ttf": "font/ttf"}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "map",
    "png",
    "jpg",
    "gif",
    "webp",
    "woff",
    "woff2",
    "gz",
    "br",
)

# -- Safety --------------------------------------------------------------------------------------

# Off only where plain http is spoken (a local try-out); see docs/operations.md.
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=not DEBUG)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# -- E-mail --------------------------------------------------------------------------------------

_mail = env.email_url("EMAIL_URL", default="consolemail://")
if _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
    _mail["EMAIL_BACKEND"] = "notifications.mailing.EmailBackend"
vars().update(_mail)
# A mail server that hangs would hold a worker for ever, and the sweeps behind it.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Mithaq <mithaq@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where the ladder's chat messages are posted as {"text": ...}, which Slack and others understand.
# It is a secret: whoever knows it can write there.
ALERT_WEBHOOK_URL = env.str("ALERT_WEBHOOK_URL", default="")

# -- Celery --------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)
# The visibility timeout lies well above the hard limit, or a long task would be handed out twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A broker that does not answer holds up no request for long. A worker's own reading waits for
    # one second at a time.
    "socket_connect_timeout": 2,
    "socket_timeout": 2,
}
# Once more at once, for a connection that the broker closed in the meantime; then beat has it.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0}

# -- API -----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "teams.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["teams.api.permissions.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kit.api_input.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "kit.api.answer_error",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mithaq API",
    "DESCRIPTION": "Leads, hand-offs, clocks and the agreement between marketing and sales.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "TAGS": [
        {"name": "Queue", "description": "What waits to be claimed, most urgent first."},
        {"name": "Leads", "description": "Who showed interest, and marketing's part with them."},
        {"name": "Hand-offs", "description": "One cycle of one lead, and sales' part with it."},
        {"name": "Clocks", "description": "The promises that run on a hand-off."},
        {"name": "Agreement", "description": "What both sides promised."},
        {"name": "Personas and definitions", "description": "Whom both want, and what counts."},
        {"name": "People", "description": "Who you are."},
    ],
    # One name for each list of choices, wherever it is used.
    "ENUM_NAME_OVERRIDES": {
        "Stage": "leads.stages.Stage",
        "Move": "leads.stages.Move",
        "Outcome": "leads.models.Outcome",
        "TouchChannel": "leads.models.TouchChannel",
        "TouchOutcome": "leads.models.TouchOutcome",
        "DefinitionKind": "leads.models.DefinitionKind",
        "ReasonKind": "leads.models.ReasonKind",
        "RunStatus": "leads.models.RunStatus",
        "VersionStatus": "sla.models.VersionStatus",
        "Metric": "sla.models.Metric",
        "EventKind": "sla.models.EventKind",
        "MissingCause": "sla.models.ClockException.Cause",
        "ClockState": "sla.api.clocks.STATES",
        "ReadingState": "sla.api.clock.READING_STATES",
        "PauseReason": "sla.models.PauseReason",
        "ExcuseKind": "sla.models.ExcuseKind",
        "ExcuseState": "sla.models.ExcuseState",
        "QueueGroupKey": "sla.queue.GROUPS",
    },
}

# -- Logs ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}},
}

# A queue whose last sweep is older than this is not watched: /readyz says so.
SWEEP_STALE_SECONDS = env.int("SWEEP_STALE_SECONDS", default=120)
