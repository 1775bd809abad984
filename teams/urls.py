"""The addresses of people."""

from django.urls import path

from teams.views import absences, company, exports, me, passwords, people, setup, signing_in

app_name = "teams"

urlpatterns = [
    path("", signing_in.home, name="home"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("setup/", setup.setup, name="setup"),
    path("password/forgotten/", passwords.forgotten, name="forgotten"),
    path("password/change/", passwords.change_password, name="change_password"),
    path("password/choose/<str:token>/", passwords.choose_password, name="choose_password"),
    path("me/", me.me, name="me"),
    path("me/language/", me.set_language, name="set_language"),
    path("me/theme/", me.set_theme, name="set_theme"),
    path("me/token/", me.new_token, name="new_token"),
    path("me/token/revoke/", me.revoke_token, name="revoke_token"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<uuid:code>/cancel/", absences.cancel_absence, name="cancel_absence"),
    path("settings/exports/", exports.exports, name="exports"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/new/", people.new_person, name="new_person"),
    path("settings/people/<uuid:code>/", people.person, name="person"),
    path("settings/people/<uuid:code>/link/", people.send_person_link, name="send_person_link"),
    path("settings/people/<uuid:code>/deactivate/", people.deactivate, name="deactivate"),
    path("settings/people/<uuid:code>/reactivate/", people.reactivate, name="reactivate"),
    path("settings/company/", company.company, name="company"),
    path("settings/teams/new/", company.new_team, name="new_team"),
    path("settings/teams/<uuid:code>/", company.team, name="team"),
]
