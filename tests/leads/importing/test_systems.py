"""The exports of other systems: every column that a lead has a place for finds it."""

import re

import pytest

from leads.importing.columns import suggest

# A header and the field that it fills, "-" for none.
EXPORTS = """
[HubSpot]
Record ID = external_id | First Name = first_name | Last Name = last_name | Email = email |
Phone Number = phone | Mobile Phone Number = phone_2 | Company Name = company_name | Job Title =
job_title | Website URL = company_domain | Industry = industry | Number of Employees =
company_size | Country/Region = region | Original Source = source | Create Date = captured |
Persona = persona
[Salesforce report]
Lead ID = external_id | First Name = first_name | Last Name = last_name | Title = job_title |
Company / Account = company_name | Email = email | Phone = phone | Mobile = phone_2 | Lead
Source = source | No. of Employees = company_size | Country = region | Create Date = captured |
Description = notes
[Salesforce Data Loader]
ID = external_id | LASTNAME = last_name | FIRSTNAME = first_name | TITLE = job_title | COMPANY =
company_name | COUNTRY = region | PHONE = phone | MOBILEPHONE = phone_2 | EMAIL = email |
WEBSITE = company_domain | LEADSOURCE = source | INDUSTRY = industry | NUMBEROFEMPLOYEES =
company_size | CREATEDDATE = captured | DONOTCALL = is_do_not_contact
[Zoho]
Lead Id = external_id | First Name = first_name | Last Name = last_name | Full Name = name |
Company = company_name | Designation = job_title | Email = email | Phone = phone | Mobile =
phone_2 | Website = company_domain | Lead Source = source | Industry = industry | No. of
Employees = company_size | Email Opt Out = is_do_not_contact | Created Time = captured | Country
= region | Description = notes
[Pipedrive]
Person - ID = external_id | Person - Name = name | Person - Organization = company_name | Person
- Email - Work = email | Person - Email - Home = - | Person - Phone - Work = phone_2 | Person -
Phone - Mobile = phone | Person - Person created = captured
[SuiteCRM]
ID = external_id | First Name = first_name | Last Name = last_name | Title = job_title |
Department = - | Account Name = company_name | Email Address = email | Office Phone = phone_2 |
Mobile = phone | Website = company_domain | Lead Source = source | Do Not Call =
is_do_not_contact | Date Created = captured | Primary Address Country = region | Description =
notes
[SuiteCRM fields]
first_name = first_name | last_name = last_name | title = job_title | account_name =
company_name | email1 = email | phone_work = phone_2 | phone_mobile = phone | website =
company_domain | lead_source = source | do_not_call = is_do_not_contact | date_entered =
captured | primary_address_country = region | description = notes | opportunity_amount =
expected_value
[Meta lead ads]
id = external_id | created_time = captured | ad_id = - | ad_name = - | adset_id = - | adset_name
= - | campaign_id = - | campaign_name = campaign | form_id = - | form_name = - | is_organic = -
| platform = source | full_name = name | phone_number = phone | email = email | company_name =
company_name | job_title = job_title | city = region
[Meta in Arabic]
id = external_id | created_time = captured | campaign_name = campaign | platform = source |
الاسم_الكامل = name | رقم_الهاتف = phone | البريد_الإلكتروني = email | اسم_الشركة = company_name
| المسمى_الوظيفي = job_title | المدينة = region
[LinkedIn]
Lead ID = external_id | Campaign Name = campaign | Form Name = - | Created At = captured | First
name = first_name | Last name = last_name | Work email = email | Phone number = phone | Company
name = company_name | Job title = job_title | Company size = company_size | Industry = industry
| Country = region
[Dynamics]
leadid = external_id | firstname = first_name | lastname = last_name | companyname =
company_name | jobtitle = job_title | emailaddress1 = email | telephone1 = phone_2 | mobilephone
= phone | websiteurl = company_domain | leadsourcecode = source | numberofemployees =
company_size | address1_country = region | createdon = captured | estimatedvalue =
expected_value
[Odoo]
Contact Name = name | Company Name = company_name | Email = email | Phone = phone | Job Position
= job_title | Website = company_domain | Source = source | Campaign = campaign | Country =
region | Created on = captured | Expected Revenue = expected_value | Notes = notes
[Google contacts]
First Name = first_name | Last Name = last_name | Organization Name = company_name |
Organization Title = job_title | E-mail 1 - Value = email | Phone 1 - Value = phone | Website 1
- Value = company_domain | Notes = notes | Address 1 - Country = region
[Outlook contacts]
First Name = first_name | Last Name = last_name | Company = company_name | Job Title = job_title
| E-mail Address = email | E-mail 2 Address = - | Business Phone = phone_2 | Mobile Phone =
phone | Web Page = company_domain | Notes = notes | Business Country/Region = region
[Mailchimp]
Email Address = email | First Name = first_name | Last Name = last_name | Phone Number = phone |
Company = company_name | OPTIN_TIME = captured | Country = region | NOTES = notes
[Typeform]
# = external_id | What's your name? = name | What is your email? = email | Phone number = phone
| Company = company_name | How can we help? = notes | Submitted At = captured
[Arabic sheet]
الاسم الكامل = name | الإيميل = email | رقم الجوال = phone | اسم الشركة = company_name | المسمى
الوظيفي = job_title | عدد الموظفين = company_size | القطاع = industry | المدينة = region |
المصدر = source | الحملة = campaign | تاريخ التسجيل = captured | ملاحظات = notes
[German sheet]
Vorname = first_name | Nachname = last_name | E-Mail-Adresse = email | Telefonnummer = phone |
Firma = company_name | Funktion = job_title | Mitarbeiterzahl = company_size | Branche =
industry | Land = region | Quelle = source | Kampagne = campaign | Erstellt am = captured |
Bemerkung = notes
[Spanish sheet]
Nombre completo = name | Correo electrónico = email | Teléfono = phone | Empresa = company_name
| Cargo = job_title | País = region | Origen = source | Fecha de creación = captured
[Turkish sheet]
Ad Soyad = name | E-posta = email | Cep Telefonu = phone | Şirket = company_name | Ünvan =
job_title | Şehir = region | Kaynak = source | Tarih = captured
"""
SYSTEMS = {
    name: [part.strip().rsplit(" = ", 1) for part in text.replace("\n", " ").split("|")]
    for name, text in re.findall(r"\[(.+)\]\n([^\[]+)", EXPORTS)
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_columns_of_an_export_find_their_fields(system):
    columns = SYSTEMS[system]
    found = suggest([name for name, _field in columns], "leads")
    assert columns == [
        [name, found.get(str(index), "-")] for index, (name, _field) in enumerate(columns)
    ]
