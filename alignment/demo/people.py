"""Invented leads: who they are and what they did, in the two languages that the house works in."""

from dataclasses import dataclass

ENGLISH_NAMES = (
    "Sara Haddad",
    "James Carter",
    "Lina Mansour",
    "Omar Al-Farsi",
    "Priya Nair",
    "Noor Al-Saleh",
    "Tomás Rivera",
    "Hana Darwish",
    "Daniel Osei",
    "Maya Fischer",
    "Yousef Karam",
    "Aisha Bello",
    "Peter Lindqvist",
    "Leila Haidari",
    "Marco Bianchi",
    "Ines Costa",
    "Grace Mwangi",
    "Adam Novak",
    "Ravi Menon",
    "Clara Jensen",
)
ARABIC_NAMES = (
    "سارة الحداد",
    "عمر الفارسي",
    "لينا منصور",
    "نور الصالح",
    "هناء يوسف",
    "ريم العتيبي",
    "خالد الزهراني",
    "فهد القحطاني",
    "منى الشريف",
    "دانة الكندري",
)
MORE_ARABIC_NAMES = (
    "أحمد السالم",
    "لطيفة العنزي",
    "ماجد الحربي",
    "شهد البلوشي",
    "بدر الدوسري",
    "أمل النعيمي",
    "يوسف كرم",
    "جواهر المري",
    "طارق الخليلي",
    "سمر عبد الله",
)
# Two of three are written in the letters of the house's language, as in its address book.
_IN_ENGLISH = tuple(
    name
    for place, arabic in enumerate(ARABIC_NAMES)
    for name in (*ENGLISH_NAMES[2 * place : 2 * place + 2], arabic)
)
_IN_ARABIC = tuple(
    name
    for names in zip(ARABIC_NAMES, ENGLISH_NAMES, MORE_ARABIC_NAMES, strict=False)
    for name in names
)
REGIONS = ("Riyadh", "Jeddah", "Dammam", "Doha", "Dubai", "Kuwait")


@dataclass(frozen=True)
class Voice:
    """What leads of one language say and do; ``did`` is by source."""

    companies: tuple[tuple[str, str, int], ...]
    titles: tuple[str, ...]
    did: dict[str, tuple[str, ...]]
    wants: tuple[str, ...]
    why_now: tuple[str, ...]


ENGLISH = Voice(
    companies=(
        ("Nakheel Logistics", "Logistics", 240),
        ("Doha Clinics Group", "Health care", 420),
        ("Gulf Retail Co.", "Retail", 900),
        ("Manara Schools", "Education", 310),
        ("Alto Cargo", "Logistics", 75),
        ("Zahra Hotels", "Hospitality", 520),
        ("Kestrel Analytics", "Software", 18),
        ("Brightwell Foods", "Retail", 60),
        ("Volta Energy", "Energy", 1500),
        ("Cedar Dental", "Health care", 45),
    ),
    titles=(
        "IT Director",
        "Operations Manager",
        "Head of IT",
        "Branch Manager",
        "CIO",
        "Fleet Operations Lead",
        "Finance Manager",
        "Owner",
        "Systems Manager",
    ),
    did={
        "Demo request": (
            "Requested a live demo and watched the recording to the end",
            "Asked for a demo and opened the integration guide",
        ),
        "Contact form": (
            "Wrote that three branches share one spreadsheet",
            "Asked in the form how the change-over works",
        ),
        "Webinar": (
            "Stayed to the end of the webinar and asked two questions",
            "Came to the webinar with two colleagues",
        ),
        "Pricing page": (
            "Came back to the price list three times this week",
            "Compared two plans and opened the security page",
        ),
        "Referral": ("Was sent to us by an existing customer",),
        "Trade fair": (
            "Talked to us for ten minutes at the fair",
            "Left a card at the stand and asked for a call",
        ),
    },
    wants=(
        "One system for all branches",
        "To replace the current tool by the first quarter",
        "A price for 60 users",
        "To see how appointments and stock come together",
        "A pilot in one branch",
    ),
    why_now=(
        "The current contract ends in January",
        "The budget is approved; choosing a vendor now",
        "Opens two more branches next month",
        "The audit found gaps in the spreadsheets",
        "Compared us with two competitors and asked for a call this week",
        "A new head of operations wants it in place before the season",
        "The present supplier raises its price at the end of the year",
    ),
)
ARABIC = Voice(
    companies=(
        ("مجموعة عيادات الواحة", "Health care", 160),
        ("مدارس المنارة", "Education", 130),
        ("شركة الأفق للنقل", "Logistics", 340),
        ("فنادق الزهراء", "Hospitality", 280),
        ("أسواق البادية", "Retail", 620),
    ),
    titles=(
        "إدارة تقنية المعلومات",
        "إدارة العمليات",
        "إدارة الفروع",
        "الإدارة المالية",
        "إدارة أسطول النقل",
    ),
    did={
        "Demo request": (
            "طلب عرض توضيحي مباشر ومشاهدة التسجيل حتى نهايته",
            "طلب عرض توضيحي وفتح دليل الربط",
        ),
        "Contact form": ("رسالة من نموذج التواصل عن ثلاثة فروع تعمل على جدول واحد",),
        "Webinar": ("حضور الندوة كاملة وطرح سؤالين",),
        "Pricing page": ("زيارة صفحة الأسعار ثلاث مرات هذا الأسبوع",),
        "Referral": ("ترشيح من عميل حالي",),
        "Trade fair": ("حديث من عشر دقائق في المعرض",),
    },
    wants=(
        "نظام واحد لكل الفروع",
        "استبدال النظام الحالي قبل نهاية الربع الأول",
        "عرض سعر لستين مستخدمًا",
        "تجربة في فرع واحد",
    ),
    why_now=(
        "ينتهي العقد الحالي في يناير",
        "الميزانية معتمدة والاختيار جارٍ الآن",
        "افتتاح فرعين جديدين الشهر القادم",
        "كشف التدقيق ثغرات في الجداول الحالية",
        "مقارنة مع منافسَين وطلب مكالمة هذا الأسبوع",
    ),
)


def names_of(language: str) -> tuple[str, ...]:
    """Return the names of leads in the order in which they come in to a house of ``language``."""
    return _IN_ARABIC if language == "ar" else _IN_ENGLISH


def voice_of(name: str) -> Voice:
    """Return the voice of a lead called ``name``: that of the letters it is written in."""
    return ARABIC if name in (*ARABIC_NAMES, *MORE_ARABIC_NAMES) else ENGLISH


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
