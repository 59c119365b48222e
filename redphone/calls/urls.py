from django.urls import path

from redphone.calls import views, views_escalation, views_pass, views_raise, views_release, views_speak

app_name = "calls"
urlpatterns = [
    path("", views.list_calls, name="list"),
    path("raise/", views_raise.choose_status, name="choose_status"),
    path("raise/<str:status>/", views_raise.raise_call, name="raise"),
    path("escalation/", views_escalation.escalations, name="escalations"),
    path("escalation/<str:urgency>/", views_escalation.set_escalation, name="set_escalation"),
    path("held/<int:held>/", views_release.held, name="held"),
    path("held/<int:held>/release/", views_release.release_call, name="release"),
    path("held/<int:held>/alone/", views_release.raise_alone, name="raise_alone"),
    path("held/<int:held>/send-back/", views_release.send_back, name="send_back"),
    path("held/<int:held>/take-back/", views_release.take_back, name="take_back"),
    path("held/<int:held>/ask-again/", views_release.ask_again, name="ask_again"),
    path("<str:thing>/", views.call, name="call"),
    path("<str:thing>/who/", views.who, name="who"),
    path("<str:thing>/acknowledge/", views.acknowledge_call, name="acknowledge"),
    path("<str:thing>/acknowledge/<str:unreached>/", views.acknowledge_as_chair, name="acknowledge_as_chair"),
    path("<str:thing>/answer/", views_speak.answer_call, name="answer"),
    path("<str:thing>/pass/", views_pass.pass_call, name="pass"),
    path("<str:thing>/take/", views_pass.take_call, name="take"),
    path("<str:thing>/doubt/", views_speak.doubt_call, name="doubt"),
    path("<str:thing>/stop-ringing/", views_speak.stop_ringing, name="stop_ringing"),
    path("<str:thing>/report/", views_speak.report_call, name="report"),
    path("<str:thing>/contradict/", views_speak.contradict_report, name="contradict"),
    path("<str:thing>/update/", views_speak.update_call, name="update"),
    path("<str:thing>/correct/", views_speak.correct_call, name="correct"),
    path("<str:thing>/cancel/", views_speak.cancel_call, name="cancel"),
    path("<str:thing>/stand-down/", views_speak.stand_down_call, name="stand_down"),
]
