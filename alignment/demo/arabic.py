"""The demonstration's words in Arabic: ``manage.py demo --language ar`` tells the same story in it.

Names of sources, promises and personas belong to the company, so they are data and stand in the
database in one language only; a company that works in Arabic has them in Arabic.
"""

WORDS = {
    "The telephone lines of the Riyadh office were down all morning.": (
        "تعطلت خطوط الهاتف في مكتب الرياض طوال الصباح."
    ),
    "I called on time from my mobile and logged it late.": (
        "تم الاتصال في الوقت المحدد من الجوال وتأخر تسجيله."
    ),
    "The lead had asked to be called after the holiday.": (
        "طلب العميل المحتمل الاتصال به بعد العطلة."
    ),
    "They wrote the same to us.": "وصلتنا الرسالة نفسها.",
    "I was alone in the team that day.": "لم يكن في الفريق غيري ذلك اليوم.",
    "Leave has to be covered.": "لا بد من تغطية الإجازات.",
    "The system was being moved; nobody could sign in.": "كان النظام قيد النقل وتعذّر تسجيل الدخول.",
    "It was announced.": "أُعلن عن ذلك مسبقًا.",
    "At a fair until the day after tomorrow": "في معرض تجاري حتى بعد غد",
    "They send their figures first": "بانتظار أرقام الشركة أولًا",
    "Back in the office in the afternoon": "العودة إلى المكتب بعد الظهر",
    "Sanad Systems": "سند للأنظمة",
    "Marketing": "التسويق",
    "Sales": "المبيعات",
    "Rami Aziz": "رامي عزيز",
    "Salma Nasser": "سلمى ناصر",
    "Khalid Amin": "خالد أمين",
    "Dana Habib": "دانا حبيب",
    "Hana Yousef": "هناء يوسف",
    "Adel Omran": "عادل عمران",
    "Riyadh": "الرياض",
    "Jeddah": "جدة",
    "Dammam": "الدمام",
    "Doha": "الدوحة",
    "Dubai": "دبي",
    "Kuwait": "الكويت",
    "National Day": "اليوم الوطني",
    "Demo request": "طلب عرض توضيحي",
    "Contact form": "نموذج التواصل",
    "Webinar": "ندوة عبر الإنترنت",
    "Pricing page": "صفحة الأسعار",
    "Referral": "ترشيح من عميل",
    "Trade fair": "معرض تجاري",
    "demo request": "طلب عرض توضيحي",
    "contact": "تواصل",
    "webinar": "ندوة",
    "pricing": "أسعار",
    "referral": "ترشيح",
    "event": "فعالية",
    "Autumn launch": "إطلاق الخريف",
    "Branches without paper": "فروع بلا ورق",
    "Riyadh expo": "معرض الرياض",
    "Health care": "الرعاية الصحية",
    "Logistics": "الخدمات اللوجستية",
    "Education": "التعليم",
    "Hospitality": "الضيافة",
    "Retail": "تجارة التجزئة",
    "Software": "البرمجيات",
    "Energy": "الطاقة",
    "Growing service company": "شركة خدمات نامية",
    "50 to 1,000 people, several branches, no system yet.": (
        "من 50 إلى 1,000 موظف، وعدة فروع، ولا نظام موحّدًا بعد."
    ),
    "IT buyer": "مسؤول تقنية المعلومات",
    "Chooses the system and answers for its running.": "يختار النظام ويتحمل مسؤولية تشغيله.",
    "Too many tools that do not talk to each other.": "أدوات كثيرة لا يتصل بعضها ببعض.",
    "One system, few incidents, a clear contract.": "نظام واحد وأعطال قليلة وعقد واضح.",
    "Another migration, and who trains the branches?": "نقل بيانات مرة أخرى، ومن يدرّب الفروع؟",
    "Head of IT in a company of several branches": "يدير تقنية المعلومات في شركة متعددة الفروع",
    "We move the data and train each branch on site, in its own language.": (
        "ننقل البيانات وندرّب كل فرع في موقعه وبلغته."
    ),
    "One contract, one number to call.\nLive in three weeks, branch by branch.": (
        "عقد واحد ورقم واحد للاتصال.\nالتشغيل خلال ثلاثة أسابيع، فرعًا بعد فرع."
    ),
    "Webinars on integration, peers in other companies.": (
        "ندوات عن التكامل، ونظراؤه في شركات أخرى."
    ),
    "Runs the branches and their daily work": "يدير الفروع وعملها اليومي",
    "A branch works with it after one morning; we stay for the first week.": (
        "يعمل الفرع به بعد صباح واحد؛ ونبقى معه الأسبوع الأول."
    ),
    "See today’s work of every branch on one page.": "عمل اليوم في كل فرع على صفحة واحدة.",
    "Trade fairs, referrals from branch managers.": "المعارض التجارية وإحالات مديري الفروع.",
    "You asked how the change-over works across your branches. "
    "Shall I walk you through it now, ten minutes?": (
        "بخصوص سؤالكم عن طريقة الانتقال بين الفروع: هل تناسبكم عشر دقائق الآن لشرحها؟"
    ),
    "Operations head": "مسؤول العمليات",
    "Owns the daily work that the system is to carry.": "يدير العمل اليومي الذي سيقوم عليه النظام.",
    "Phones, paper and spreadsheets between branches.": "هواتف وأوراق وجداول بين الفروع.",
    "To see today's work in one place.": "رؤية عمل اليوم في مكان واحد.",
    "My people have no time to learn it.": "لا وقت لدى الفريق لتعلّمه.",
    "You run several sites: which of them costs you most phone calls a day?": (
        "لديكم عدة مواقع: أيها يستهلك أكثر المكالمات في اليوم؟"
    ),
    "Known from the fair; the size is right.": "تعارفنا في المعرض، وحجم الشركة مناسب.",
    "Demo requests: claim in 30 minutes, day and night": (
        "طلبات العرض التوضيحي: الاستلام خلال 30 دقيقة ليلًا ونهارًا"
    ),
    "Everybody else: claim in 2 hours": "جميع من سواهم: الاستلام خلال ساعتين",
    "Demo requests: first touch within the hour": ("طلبات العرض التوضيحي: التواصل الأول خلال ساعة"),
    "Five attempts in a working week": "خمس محاولات خلال أسبوع عمل",
    "Decided in a working week": "البتّ خلال أسبوع عمل",
    "A new owner calls in 2 hours": "تواصل المسؤول الجديد خلال ساعتين",
    "Answered in two working days": "الرد خلال يومي عمل",
    "Everybody else: first touch in 4 hours": "جميع من سواهم: التواصل الأول خلال 4 ساعات",
}
