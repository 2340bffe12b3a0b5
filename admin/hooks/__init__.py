"""Doors for other programs and for strangers: Telegram's and Twilio's webhooks, the public form."""

from admin.hooks import form, sms, telegram

ROUTES = [*telegram.ROUTES, *sms.ROUTES, *form.ROUTES]
