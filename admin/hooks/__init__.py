"""Doors for other programs and for strangers: Telegram's and Twilio's webhooks, the public form, customers' hours."""

from admin.hooks import endorsement, form, sms, telegram

ROUTES = [*telegram.ROUTES, *sms.ROUTES, *form.ROUTES, *endorsement.ROUTES]
