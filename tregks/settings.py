"""All settings in one file, from environment variables only.

Production needs SECRET_KEY, DATABASE_URL, BASE_URL, EMAIL_URL, MAIL_FROM,
MFA_KEYS and PROXY_COUNT, and stops with a sentence naming the one that is missing.
DEMO gives all of them harmless values for one's own machine; DEBUG adds Django's
debugging pages and implies DEMO. `.env.example` explains every variable.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"))

VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", DEBUG)


def required(read, name: str, demo_value: str | int):
    """Read a variable that only the demo may leave out, or empty."""
    if env.str(name, ""):
        return read(name)
    if DEMO:
        return demo_value
    raise ImproperlyConfigured(f"{name} is missing. .env.example explains it.")


SECRET_KEY = required(env.str, "SECRET_KEY", "demo-only-" + "not-secret-" * 5)
# The one public address: links in mails and passkeys depend on it, never on what a
# request claims. Transport security follows from its scheme.
BASE_URL = required(env.str, "BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
HOSTNAME = urlsplit(BASE_URL).hostname or ""
# The second is for health checks on the machine itself.
ALLOWED_HOSTS = [HOSTNAME, "127.0.0.1", *env.list("EXTRA_HOSTS", [])]
if DEMO:
    ALLOWED_HOSTS += ["localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# How many reverse proxies stand in front: the address of a visitor is read from as
# many entries of X-Forwarded-For, and rate limits depend on it.
PROXY_COUNT = required(env.int, "PROXY_COUNT", 0)

# --- Applications -----------------------------------------------------------------

INSTALLED_APPS = [
    # ours, before the libraries whose templates and commands we replace
    "tregks",
    "tregks.cms",
    "network",
    "strategy",
    "measures",
    "workshops",
    # accounts
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # content management
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    # tools
    "csp",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    # Django
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "tregks.middleware.request_log",
    # Headers come first, so that no answer leaves without them (S-03).
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tregks.middleware.scanners",
    "tregks.middleware.body_limit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tregks.middleware.NullCharacters",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.middleware.session_activity",
    "network.middleware.second_factor",
    "network.middleware.fresh_login",
    "django_htmx.middleware.HtmxMiddleware",
    "tregks.middleware.private_responses",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "tregks.urls"
WSGI_APPLICATION = "tregks.wsgi.application"
FORM_RENDERER = "tregks.forms.PortalRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "tregks.context_processors.portal",
                "tregks.cms.navigation.frame",
                "tregks.my_area.unread",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "tregks.templatetags.portal",
                "network.templatetags.moderation",
            ],
        },
    },
]

# --- Database, cache, background jobs ---------------------------------------------

THREADS = env.int("WEB_THREADS", 4)
DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
DATABASES["default"].update(
    CONN_MAX_AGE=0,  # the pool below keeps connections open
    CONN_HEALTH_CHECKS=True,
)
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {
        # There is a connection for every thread, so waiting for one means that
        # PostgreSQL is away: say so within a second, and try anew each time.
        "pool": {
            "min_size": 1,
            "max_size": THREADS + 1,
            "timeout": 0.7,
            "reconnect_timeout": 0,
        },
        # Every wait has an end, below gunicorn's own limit.
        "options": "-c statement_timeout=10s -c lock_timeout=3s"
        " -c idle_in_transaction_session_timeout=30s",
        "connect_timeout": 2,
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
    }
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# PostgreSQL is the only store: allauth's rate limits and used codes must hold across
# processes, so the cache lives there too.
CACHES = {
    "default": {"BACKEND": "tregks.cache.PostgresCache"},
    # Finished pages for guests and parts of pages for all (tregks.page_cache).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": env.int("PAGE_CACHE_SECONDS", 0 if DEBUG else 60),
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # Wagtail writes every rendition back at each request; ours come prefetched.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,  # a slow job does not hold up the mail
    "delete_jobs": "successful",  # what went wrong stays visible
}

# --- Accounts ---------------------------------------------------------------------

AUTH_USER_MODEL = "network.User"
# allauth is the only door; it includes Django's permissions.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_area"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {
        "NAME": "django.contrib.auth.password_validation"
        ".UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "network.passwords.GuessablePasswordValidator"},
]
# Whoever may enter the admin must have a second factor, and everybody else is asked
# for a mailed code beside the password.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", not DEMO)

ACCOUNT_ADAPTER = "network.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "network.forms.SignupForm",
    "login": "network.forms.LoginForm",
    "change_password": "network.forms.ChangePasswordForm",
    "set_password": "network.forms.SetPasswordForm",
    "reset_password_from_key": "network.forms.ResetPasswordForm",
    "confirm_email_verification_code": "network.forms.ConfirmEmailForm",
    "confirm_login_code": "network.forms.ConfirmLoginForm",
    "confirm_password_reset_code": "network.forms.ConfirmPasswordResetForm",
}
CODE_LIFETIME = 600  # seconds
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_LIFETIME
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_LIFETIME
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = {"password"}  # narrowed down by our adapter
ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_LIFETIME
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
MFA_ADAPTER = "network.adapter.MFAAdapter"
MFA_FORMS = {"add_webauthn": "network.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_TOLERANCE = 1  # typing six figures may take longer than half a minute


def fernet_key(value: str) -> str:
    Fernet(value)  # raises what environs turns into a sentence
    return value


# Newest first; older ones can still decrypt. `manage.py rotate_mfa_keys` re-encrypts.
_DEMO_KEY = urlsafe_b64encode(sha256(SECRET_KEY.encode()).digest()).decode()
MFA_KEYS = (
    [_DEMO_KEY]
    if DEMO and not env.str("MFA_KEYS", "")
    else env.list("MFA_KEYS", subcast=fernet_key, validate=validate.Length(min=1))
)

# --- Language and time ------------------------------------------------------------

LANGUAGE_CODE = "de"
# Each language in its own words, so that those who need it find it.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# --- Files ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/medien/"
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
# Documents of working groups: below no address, handed out by views alone.
PRIVATE_ROOT = env.path("PRIVATE_ROOT", VAR_DIR / "private")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # long pages in Wagtail's editor

# --- Mail -------------------------------------------------------------------------

MAIL_FROM = required(env.str, "MAIL_FROM", "TRegKS <portal@tregks.example>")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
EMAIL_TIMEOUT = 10
if DEMO and not env.str("EMAIL_URL", ""):
    EMAIL_BACKEND = "tregks.demo.mailbox.EmailBackend"  # var/mail, shown at /postfach/
else:
    _mail_server = required(env.dj_email_url, "EMAIL_URL", "")
    EMAIL_BACKEND = _mail_server["EMAIL_BACKEND"]
    EMAIL_HOST = _mail_server["EMAIL_HOST"]
    EMAIL_PORT = _mail_server["EMAIL_PORT"]
    EMAIL_HOST_USER = _mail_server["EMAIL_HOST_USER"]
    EMAIL_HOST_PASSWORD = _mail_server["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS = _mail_server["EMAIL_USE_TLS"]
    EMAIL_USE_SSL = _mail_server["EMAIL_USE_SSL"]

# --- Transport and content security -----------------------------------------------

if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews of our pages in a frame
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "tregks.views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
# What Wagtail's admin needs beyond that; tregks.urls adds it below /cms/ alone (S-05).
ADMIN_CONTENT_SECURITY = {
    "script-src": [UNSAFE_INLINE],
}
PERMISSIONS_POLICY = {
    feature: [] for feature in ["camera", "geolocation", "microphone", "payment", "usb"]
}

# --- Wagtail ----------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Transformationsnetzwerk Region Kassel"
WAGTAILADMIN_BASE_URL = BASE_URL
# People have one account and one login, allauth's (see tregks.urls).
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # asks no third party for portraits
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
# Editors see the release notes of Wagtail in ours; nobody's browser asks for them.
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses that survive being dictated
# One password for many is guessed, passed on and never changed: private is by login.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_MODEL = "cms.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.PortalDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "tregks.cms.forms.PortalImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 20_000_000
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv"]
WAGTAILDOCS_INLINE_CONTENT_TYPES = []  # every file is a download
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # never straight from the media folder
WAGTAILEMBEDS_FINDERS = []  # the server asks no foreign site about videos
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "wagtail.search.backends.database",
        "SEARCH_CONFIG": "german",
    }
}

# --- Logs -------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "tregks.logging.RequestFilter"}},
    "formatters": {"json": {"()": "tregks.logging.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # Our own request log says the same without addresses or query strings.
        "django.server": {"handlers": [], "propagate": False},
        "django.request": {"level": "CRITICAL"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "procrastinate": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
    },
}
