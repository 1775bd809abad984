"""Letters to people, in the language of whoever gets them."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from teams.links import link_for
from teams.models import Company, Purpose, User


def send_link(*, user: User, purpose: Purpose) -> None:
    """Send the letter with the link at which ``user`` chooses a password.

    Raises ``OSError`` or ``smtplib.SMTPException`` when the mail server does not take it.
    """
    with translation.override(user.language):
        subject = {
            Purpose.INVITATION: _("Your access to Mithaq"),
            Purpose.RESET: _("A new password for Mithaq"),
        }[purpose]
        context = {
            "person": user,
            "company": Company.get(),
            "link": link_for(user, purpose),
            "subject": subject,
            "language": user.language,
            "is_rtl": translation.get_language_bidi(),
        }
        text = render_to_string(f"emails/{purpose}.txt", context)
        letter = EmailMultiAlternatives(subject=subject, body=text, to=[user.email])
        html = render_to_string(f"emails/{purpose}.html", context)
        letter.attach_alternative(html, "text/html")
        letter.send()
