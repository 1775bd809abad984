"""Invented leads: who they are and what they did."""

from dataclasses import dataclass

NAMES = (
    "Sara Haddad",
    "James Carter",
    "Lina Mansour",
    "Omar Al-Farsi",
    "Priya Nair",
    "Noor Al-Saleh",
    "Tomás Rivera",
    "Hana Darwish",
    "Daniel Osei",
    "سارة حداد",
    "عمر الفارسي",
    "لينا منصور",
    "نور الصالح",
    "هناء يوسف",
    "Maya Fischer",
    "Yousef Karam",
    "Aisha Bello",
    "Peter Lindqvist",
    "ريم العتيبي",
    "خالد الزهراني",
    "Leila Haidari",
    "Marco Bianchi",
    "فهد القحطاني",
    "Ines Costa",
    "منى الشريف",
    "Grace Mwangi",
    "Adam Novak",
    "دانة الكندري",
    "Ravi Menon",
    "Clara Jensen",
)
COMPANIES = (
    ("Nakheel Logistics", "Logistics", 240),
    ("Doha Clinics Group", "Health care", 420),
    ("Gulf Retail Co.", "Retail", 900),
    ("مجموعة عيادات الواحة", "Health care", 160),
    ("Manara Schools", "Education", 310),
    ("Alto Cargo", "Logistics", 75),
    ("Zahra Hotels", "Hospitality", 520),
    ("مدارس المنارة", "Education", 130),
    ("Kestrel Analytics", "Software", 18),
    ("Brightwell Foods", "Retail", 60),
    ("شركة الأفق للنقل", "Logistics", 340),
    ("Volta Energy", "Energy", 1500),
    ("Cedar Dental", "Health care", 45),
    ("فنادق الزهراء", "Hospitality", 280),
)
TITLES = (
    "IT Director",
    "Operations Manager",
    "Head of IT",
    "Branch Manager",
    "CIO",
    "Fleet Operations Lead",
    "Finance Manager",
    "مدير تقنية المعلومات",
    "Owner",
    "Systems Manager",
)
REGIONS = ("Riyadh", "Jeddah", "Dammam", "Doha", "Dubai", "Kuwait")
DID = (
    "Requested a live demo and watched the recording to the end",
    "Opened the integration guide and the security page",
    "Came back to the price list three times this week",
    "Stayed to the end of the webinar and asked two questions",
    "Was sent to us by an existing customer",
    "Talked to us for ten minutes at the fair",
)
WANTS = (
    "One system for all branches",
    "To replace the current tool by the first quarter",
    "A price for 60 users",
    "To see how appointments and stock come together",
    "A pilot in one branch",
)
WHY_NOW = (
    "The current contract ends in January",
    "The budget is approved; choosing a vendor now",
    "Opens two more branches next month",
    "The audit found gaps in the spreadsheets",
    "Compared us with two competitors and asked for a call this week",
    "A new head of operations wants it in place before the season",
)


@dataclass(frozen=True)
class Way:
    """A way in which leads come: source, lead type, campaign, and how often."""

    source: str
    lead_type: str
    campaign: str
    weight: int


WAYS = (
    Way("Demo request", "demo request", "Autumn launch", 5),
    Way("Contact form", "contact", "", 4),
    Way("Webinar", "webinar", "Branches without paper", 4),
    Way("Pricing page", "pricing", "Autumn launch", 3),
    Way("Referral", "referral", "", 2),
    Way("Trade fair", "event", "Riyadh expo", 2),
)
