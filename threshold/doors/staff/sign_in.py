"""How staff come in: a password and a second step. People are entered by the configuration file; nobody signs up."""

from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from threshold.confidentiality.actions.record_refusal import record_refusal
from threshold.confidentiality.rules import PUBLIC
from threshold.confidentiality.sealing import seal, unseal
from threshold.confidentiality.throttling import (
    A_CLIENT,
    A_PERSON,
    ANYWHERE,
    client_key,
    guessed_right,
    no_guess,
    wait_before_guessing,
)
from threshold.doors.staff.session import came_in_within, note_second_step
from threshold.staffing.actions.choose_password import choose_password
from threshold.staffing.signed_in import viewer_of

JUST_NOW = timedelta(minutes=10)
SEALED_FOR = "second-step"
SIGN_IN = "sign-in"
LONG_ENOUGH = "At least 12 characters. Three or four words that do not belong together are easy to remember."


class Tries:
    """Tries of somebody at their password or their second step, each counted before it is looked at."""

    def __init__(self, request: HttpRequest, who: str) -> None:
        """Count a try by whoever says they are `who`, or raise the refusal if there were too many."""
        at = timezone.now()
        self.who, self.client = who, client_key(request.META["REMOTE_ADDR"], at=at)
        if wait_before_guessing(SIGN_IN, client=self.client, at=at, pace=A_CLIENT) or wait_before_guessing(
            who, client=ANYWHERE, at=at, pace=A_PERSON
        ):
            raise SignIn().validation_error("too_many_login_attempts")

    def right(self) -> None:
        """Forget the person's tries: they knew it. Of the client's, only this one was no guess."""
        guessed_right(self.who, client=ANYWHERE)
        no_guess(SIGN_IN, client=self.client, pace=A_CLIENT)


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in the way this front door wants it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "too_many_login_attempts": "Too many wrong tries. Wait a minute, then try again, or use your passkey.",
        "incorrect_password": "The password is not right.",
        "enter_current_password": "The password you have now is not right.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no to everyone."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what stands for the address for one day: guesses are counted without keeping addresses."""
        return client_key(request.META["REMOTE_ADDR"], at=timezone.now()).hex()

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return whose e-mail address and password these are, if they are anybody's."""
        tries = Tries(request, f"password {credentials['email'].casefold()}")
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            tries.right()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record that somebody did not get in, without the address they tried."""
        record_refusal(
            viewer=PUBLIC, route="account_login", why="WrongPassword", subject=None, at=timezone.now()
        )

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Return whether this is the password of the person who is signed in."""
        return self.authenticate(self.request, email=user.get_username(), password=password) is not None

    def is_reauthentication_required(self, app: str) -> bool:
        """Return whether to ask again before the way of signing in is changed: not just after signing in."""
        return not came_in_within(JUST_NOW, self.request, now=timezone.now())

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Put the chosen password in force and on record."""
        choose_password(worker=user.pk, password=password, by=viewer_of(self.request), at=timezone.now())
        user.refresh_from_db(fields=["password", "must_change_password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to the work."""
        return reverse("staff:home")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: each page of signing in says for itself what was done."""


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the second step's secrets sealed, and keeps people from taking away their only one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Codes change every 30 seconds: use the one shown now.",
        "cannot_delete_authenticator": "This is your only second step. Set up another one first.",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return b64encode(seal(text.encode(), context=SEALED_FOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return unseal(b64decode(encrypted_text), context=SEALED_FOR).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether another second step is left."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Return a name for a new passkey, which people may change."""
        known = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {known + 1}"


def _reword(form: forms.Form, **words: tuple[str, str]) -> None:
    """Give fields our words: a label and a hint; no words inside the boxes."""
    for name, (label, hint) in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)


def _code(form: forms.Form, hint: str) -> None:
    _reword(form, code=("Code", hint))
    form.fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")
    form.fields["code"].error_messages["required"] = "Enter the code"


class PasswordQuestion(LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask in our words."""
        super().__init__(*args, **kwargs)
        _reword(self, login=("E-mail address", ""), password=("Password", ""))
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].error_messages["required"] = "Enter your e-mail address"
        self.fields["password"].error_messages["required"] = "Enter your password"


class PasswordAgain(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask in our words."""
        super().__init__(*args, **kwargs)
        _reword(self, password=("Password", ""))
        self.fields["password"].error_messages["required"] = "Enter your password"


class NewPassword(ChangePasswordForm):  # type: ignore[misc]
    """A password of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask in our words."""
        super().__init__(*args, **kwargs)
        _reword(
            self,
            oldpassword=("The password you have now", ""),
            password1=("New password", LONG_ENOUGH),
            password2=("New password again", ""),
        )
        for field, words in (
            ("oldpassword", "Enter the password you have now"),
            ("password1", "Choose a new password"),
            ("password2", "Enter the new password again"),
        ):
            self.fields[field].error_messages["required"] = words

    def clean_password1(self) -> str:
        """Refuse the starting password as the new one."""
        chosen = str(self.cleaned_data["password1"])
        if chosen == self.data.get("oldpassword"):
            raise forms.ValidationError("Choose a password that is not the one you have now.")
        return chosen


class Counted:
    """A form that asks for the code of somebody's second step, and counts each try at it."""

    user: AbstractBaseUser

    def clean_code(self) -> str:
        """Return the code if it is right."""
        tries = Tries(SignIn().request, f"second step {self.user.pk}")
        code = str(super().clean_code())  # type: ignore[misc]
        tries.right()
        return code


class Code(Counted, AuthenticateForm):  # type: ignore[misc]
    """A code from the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask in our words."""
        super().__init__(*args, **kwargs)
        _code(self, "The six digits your app shows now, or one of your recovery codes.")


class CodeAgain(Counted, ReauthenticateByCodeForm):  # type: ignore[misc]
    """A code once more, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask in our words."""
        super().__init__(*args, **kwargs)
        _code(self, "The six digits your app shows now, or one of your recovery codes.")


class FirstCode(Counted, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app, which proves that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask in our words."""
        super().__init__(*args, **kwargs)
        _code(self, "The six digits your app shows for Threshold.")

    def clean_code(self) -> str:
        """Take a right code as this session's second step."""
        code = super().clean_code()
        note_second_step(SignIn().request)
        return code


class NewPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and what to call it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask in our words."""
        super().__init__(*args, **kwargs)
        _reword(
            self,
            name=("What to call it", "Such as: work phone, blue key."),
            passwordless=("Sign in with this alone, without my password", ""),
        )
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        """Take a right passkey as this session's second step."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("credential"):
            note_second_step(SignIn().request)
        return cleaned
