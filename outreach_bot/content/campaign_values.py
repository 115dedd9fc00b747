"""What every message may say without being given it: the campaign's own names, hours and pay."""

from babel.lists import format_list

from outreach_bot.content.ftl_files import locale_of
from outreach_bot.recruitment.rules import Campaign


def campaign_values(campaign: Campaign, language: str) -> dict[str, str]:
    """The values that every message may use without being given them."""
    names = [hospital.name for hospital in sorted(campaign.hospitals, key=lambda hospital: hospital.key)]
    return {
        "project_name": campaign.name,
        "org_name": campaign.organisation,
        "person_name": campaign.contact.name,
        "person_phone": campaign.contact.phone,
        "person_hours": campaign.contact.hours,
        "pay_text": campaign.pay_text,
        "postal_address": campaign.postal_address,
        **{f"hospital_{number}": name for number, name in enumerate(names, start=1)},
        "hospital_list": format_list(names, style="or", locale=locale_of(language)),
    }
