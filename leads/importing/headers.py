"""The headers that other systems and people write, by the field of a lead that they fill. Data.

Compared without case, accents and signs, so "E-mail Address" and "email_address" are one. Where a
file has several columns for one field, the one that stands first here is taken: a person's own
e-mail before that of the account.
"""

# HubSpot, Salesforce (reports, Data Loader, API names), Zoho, Pipedrive, SuiteCRM and SugarCRM,
# Dynamics, Odoo, Freshsales, Zendesk Sell, ActiveCampaign, Mailchimp, Meta, Google, LinkedIn and
# TikTok lead forms, Google and Outlook contacts, Typeform, Eventbrite; spreadsheets in English,
# Arabic, French, German, Spanish, Portuguese, Italian and Turkish; Olist's files.
LEADS = {
    "name": "full name, name, contact name, lead name, person name, customer name, "
    "contact, person, attendee name, display name, subscriber name, your name, client "
    "name, prospect, prospect name, fullname, contact full name, lead full name, person - "
    "name, lead - name, member name, file as, formatted name, what is your name, what's "
    "your name, الاسم, الاسم الكامل, اسم العميل, اسم جهة الاتصال, الاسم الثلاثي, اسم "
    "العميل المحتمل, اسمك, ما اسمك, الأسم, nom complet, nome completo, nome, nombre, "
    "nombre completo, nombre y apellidos, name des kontakts, vollständiger name, nom du "
    "contact, nom et prénom, ad soyad, adı soyadı, isim, nominativo",
    "first_name": "first name, given name, forename, firstname, fname, first, person - "
    "first name, contact first name, lead first name, ticket buyer first name, الاسم "
    "الأول, الاسم الاول, prénom, vorname, nombre de pila, primer nombre, primeiro nome, "
    "nome proprio, ad, adı",
    "last_name": "last name, surname, family name, lastname, lname, second name, last, "
    "person - last name, contact last name, lead last name, اسم العائلة, الاسم الأخير, "
    "الاسم الاخير, العائلة, اللقب, الكنية, nom de famille, nachname, familienname, "
    "apellido, apellidos, sobrenome, cognome, soyad, soyadı",
    "email": "email, e-mail, email address, e-mail address, work email, business email, "
    "mail, primary email, email 1, e-mail 1 - value, email1, emailaddress1, person - "
    "email - work, person - email, email work, contact email, email (work), company "
    "email, work email address, personal email, person - email - home, person - email - "
    "other, email_from, email 2, confirmed email, emails, your email, lead email, email "
    "primary, e-mail 2 address, what is your email, البريد, البريد الإلكتروني, البريد "
    "الالكتروني, الإيميل, الايميل, ايميل, عنوان البريد الإلكتروني, بريد إلكتروني, بريدك "
    "الإلكتروني, بريد العمل, courriel, adresse e-mail, adresse email, adresse de "
    "messagerie, mél, correo, correo electrónico, e-mail-adresse, endereço de e-mail, "
    "indirizzo email, indirizzo e-mail, e-posta, eposta, e-posta adresi",
    "phone": "phone, phone number, mobile phone, mobile, mobile number, "
    "mobile phone number, telephone, tel, "
    "cell, cell phone, cell phone number, whatsapp, whatsapp number, work phone, business "
    "phone, phone 1 - value, primary phone, main phone, phone mobile, phone_mobile, phone "
    "work, phone_work, telephone1, mobilephone, person - phone - mobile, person - phone - "
    "work, person - phone, contact number, contact phone, phone 1, office phone, direct "
    "phone, telephone number, whatsapp phone number, work phone number, company phone, "
    "home phone, person - phone - home, phone 2, business phone 2, other phone, phone "
    "other, home phone 2, hs whatsapp phone number, gsm, الهاتف, رقم الهاتف, الجوال, رقم "
    "الجوال, الموبايل, رقم الموبايل, جوال, هاتف, المحمول, رقم المحمول, رقم التليفون, "
    "التليفون, واتساب, رقم الواتساب, هاتف العمل, الهاتف المحمول, رقم التواصل, téléphone, "
    "portable, téléphone mobile, numéro de téléphone, mobile pro, telefon, telefonnummer, "
    "handy, handynummer, mobiltelefon, teléfono, teléfono móvil, móvil, celular, "
    "telefone, telemóvel, número de telefone, telefono, cellulare, numero di telefono, "
    "cep telefonu, telefon numarası, cep",
    "external_id": "record id, lead id, contact id, external id, id, mql id, crm id, "
    "person id, customer id, record id - contact, person - id, lead - id, hs object id, "
    "vid, lead uuid, subscriber id, submission id, response id, attendee no, attendee #, "
    "order id, entry id, leadid, contactid, id lead, reference, reference number, leg id, "
    "sfid, lead number, #, المعرف, الرقم المرجعي, رقم العميل, المعرف الخارجي, رقم السجل, "
    "identifiant, référence, kennung, identificador, numéro, kimlik",
    "job_title": "job title, title, position, role, occupation, designation, job, "
    "jobtitle, job position, function, person - job title, organization 1 - title, "
    "organization title, contact title, your role, job role, job function, المسمى "
    "الوظيفي, الوظيفة, المنصب, المهنة, الصفة الوظيفية, المسمّى الوظيفي, poste, fonction, "
    "titre, intitulé du poste, cargo, puesto, berufsbezeichnung, funktion, "
    "stellenbezeichnung, ruolo, qualifica, ünvan, görev, pozisyon",
    "seniority": "seniority, management level, job level, job seniority, seniority level, "
    "employment seniority, المستوى الوظيفي, الدرجة الوظيفية",
    "company_name": "company, company name, account, account name, organization, "
    "organisation, business name, company / account, associated company, organization "
    "name, organisation name, person - organization, organization - name, lead - "
    "organization, organization 1 - name, employer, company/organization, account_name, "
    "companyname, parent account, partner name, partner_name, contact company, business, "
    "firm, workplace, brand, your company, attendee company, primary company, associated "
    "company name, legal name, store name, الشركة, اسم الشركة, الجهة, المؤسسة, اسم "
    "المؤسسة, المنشأة, اسم المنشأة, جهة العمل, اسم الجهة, شركة, entreprise, société, "
    "compagnie, nom de l'entreprise, raison sociale, firma, firmenname, unternehmen, "
    "unternehmensname, empresa, nombre de la empresa, nome da empresa, azienda, società, "
    "şirket, şirket adı, kurum",
    "company_domain": "website, web site, company domain, company domain name, domain, "
    "website url, company website, web page, webpage, web, url, homepage, organization - "
    "website, company url, websiteurl, website 1 - value, company web site, email domain, "
    "email_domain, site, الموقع, الموقع الإلكتروني, الموقع الالكتروني, موقع الشركة, رابط "
    "الموقع, site web, site internet, webseite, internetseite, sitio web, página web, "
    "sito web, sito, web sitesi",
    "company_size": "company size, number of employees, employees, no of employees, "
    "employee count, numberofemployees, company number of employees, employee range, "
    "employees range, headcount, # of employees, no. of employees, team size, size of "
    "company, organization - number of employees, how many employees, عدد الموظفين, حجم "
    "الشركة, عدد العاملين, effectif, nombre d'employés, taille de l'entreprise, "
    "mitarbeiter, mitarbeiterzahl, anzahl der mitarbeiter, número de empleados, tamaño de "
    "la empresa, numero de empleados, número de funcionários, dipendenti, numero di "
    "dipendenti, çalışan sayısı",
    "industry": "industry, sector, business segment, industry sector, company industry, "
    "line of business, vertical, industry type, market, business type, organization - "
    "industry, industrycode, القطاع, المجال, النشاط, قطاع العمل, مجال العمل, نشاط الشركة, "
    "الصناعة, secteur, secteur d'activité, branche, sektor, settore, industria, ramo, "
    "setor, sektör",
    "region": "country, region, country/region, state/region, territory, location, "
    "mailing country, country code, billing country, address country, primary address "
    "country, country name, primary_address_country, address1_country, business country, "
    "business country/region, company country, address 1 - country, geo, area, market "
    "region, state/province, state, city, المنطقة, الدولة, البلد, المدينة, مدينة, دولة, "
    "pays, région, ville, land, stadt, país, ciudad, região, cidade, paese, regione, "
    "città, ülke, bölge, şehir",
    "source": "lead source, source, original source, origin, utm_source, original source "
    "type, latest source, lead_source, leadsource, leadsourcecode, source name, traffic "
    "source, channel, platform, source_id, marketing source, acquisition source, utm "
    "source, signup source, how did you hear about us, referral source, first touch "
    "source, source type, lead channel, utm medium, utm_medium, المصدر, مصدر العميل, مصدر "
    "العميل المحتمل, القناة, كيف سمعت عنا, origine, provenance, source du prospect, "
    "quelle, leadquelle, herkunft, origen, fuente, origem, fonte, kaynak",
    "campaign": "campaign, campaign name, landing page id, landing page, utm_campaign, "
    "utm campaign, form name, form_name, most recent campaign, campaign_name, primary "
    "campaign, recent conversion, first conversion, event name, list name, campaign "
    "source, ad campaign, campaignid, webinar, الحملة, اسم الحملة, الحملة الإعلانية, "
    "campagne, nom de la campagne, kampagne, kampagnenname, campaña, campanha, campagna, "
    "kampanya",
    "lead_type": "lead type, type of lead, request type, inquiry type, interest, "
    "interested in, product interest, product interested in, type of request, enquiry "
    "type, topic, subject, نوع الطلب, نوع العميل, نوع الاستفسار, الاهتمام, المنتج "
    "المطلوب, type de demande, art der anfrage, tipo de solicitud, tipo de lead, tipo di "
    "richiesta",
    "persona": "persona, buyer persona, hs persona, شخصية المشتري, الشخصية, profil acheteur",
    "grade": "grade, lead grade, score grade, الفئة, الدرجة, التقييم",
    "expected_value": "expected value, expected revenue, amount, deal value, deal amount, "
    "opportunity amount, opportunity_amount, estimated value, lead value, value, lead - "
    "value, budget, estimated revenue, estimatedvalue, potential value, opportunity "
    "value, estimated budget, planned revenue, القيمة, المبلغ, القيمة المتوقعة, "
    "الميزانية, قيمة الصفقة, montant, valeur, revenu espéré, betrag, wert, erwarteter "
    "umsatz, importe, valor, ingresos esperados, importo, valore, tutar, değer",
    "notes": "notes, note, comments, comment, message, description, lead description, "
    "remarks, remark, your message, internal notes, additional information, how can we "
    "help, questions, question, details, lead - notes, ملاحظات, الملاحظات, تعليق, "
    "التعليقات, الرسالة, رسالتك, الوصف, تفاصيل, remarques, commentaire, commentaires, "
    "notizen, notiz, bemerkung, bemerkungen, nachricht, beschreibung, kommentar, notas, "
    "comentarios, mensaje, observações, mensagem, messaggio, notlar, açıklama, mesaj",
    "is_do_not_contact": "do not contact, do not call, donotcall, do_not_call, opted out, "
    "unsubscribed, email opt out, has opted out of email, hasoptedoutofemail, "
    "email_opt_out, do not email, donotemail, opt out, unsubscribed from all email, "
    "emails opt out, blacklisted, dnc, عدم الاتصال, عدم التواصل, ألغى الاشتراك, ne pas "
    "contacter, ne pas appeler, nicht kontaktieren, nicht anrufen, no contactar, no "
    "llamar, não contatar, non contattare",
    "captured": "create date, created date, captured on, created at, created on, "
    "createddate, creation date, date created, created time, created_time, date entered, "
    "date_entered, first contact date, lead date, added on, added time, add time, lead - "
    "lead created, person - person created, date added, subscription date, optin_time, "
    "confirm_time, createdon, create time, submitted at, submit date, submitted on, "
    "submission date, timestamp, date, lead created time, order date, registration date, "
    "registered at, sign up date, signup date, record created, created, تاريخ الإنشاء, "
    "تاريخ الإضافة, تاريخ الاضافة, التاريخ, تاريخ التسجيل, وقت الإنشاء, تاريخ الدخول, "
    "طابع زمني, date de création, date d'ajout, erstellt am, erstellt, erstellungsdatum, "
    "angelegt am, fecha de creación, fecha, fecha de alta, data de criação, data di "
    "creazione, oluşturma tarihi, kayıt tarihi, tarih",
}
OUTCOMES = {
    "outcome": "outcome, result, status, stage, deal stage, deal status, deal - status, "
    "opportunity stage, sales stage, sales_stage, is won, won, النتيجة, الحالة, المرحلة, "
    "مرحلة الصفقة, résultat, statut, étape, phase, ergebnis, estado, etapa, resultado, "
    "esito, fase, durum, aşama",
    "happened": "won date, close date, closed date, closed at, outcome date, closed on, "
    "lost date, won time, lost time, deal - won time, deal - lost time, deal closed on, "
    "date closed, date_closed, closedate, actual close date, actualclosedate, date, تاريخ "
    "الإغلاق, تاريخ الاغلاق, التاريخ, date de clôture, abschlussdatum, schlusstermin, "
    "fecha de cierre, data de fechamento, data di chiusura, kapanış tarihi",
    "value": "won value, value, amount, deal value, deal amount, revenue, declared "
    "monthly revenue, deal - value, actual revenue, actualvalue, total, opportunity "
    "amount, amount in company currency, القيمة, المبلغ, قيمة الصفقة, الإيراد, montant, "
    "valeur, betrag, wert, importe, valor, importo, valore, tutar",
}
