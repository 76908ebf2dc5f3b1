"""Addresses below /strategie/."""

from django.urls import URLPattern, URLResolver, include, path

from strategy.views import (
    factors,
    lab_analysis,
    lab_factors,
    lab_fields,
    lab_influence,
    lab_judging,
    lab_paper,
    lab_results,
    lab_scenarios,
    lab_settling,
    versions,
    visions,
)
from tregks.page_cache import kept

app_name = "strategy"

# --- /strategie/labor/<slug>/faktoren/ ---

factor = [
    path("", lab_factors.factor_list, name="factor_list"),
    path("neu/", lab_factors.factor_create, name="factor_create"),
    path("uebernehmen/", lab_factors.factor_take_over, name="factor_take_over"),
    path("gewichten/", lab_influence.factor_rate, name="factor_rate"),
    path("<int:pk>/", lab_factors.factor_edit, name="factor_edit"),
    path("<int:pk>/aktion/", lab_factors.factor_act, name="factor_act"),
    path("<int:pk>/zusammenfuehren/", lab_factors.factor_merge, name="factor_merge"),
    path("<int:pk>/entfernen/", lab_factors.factor_remove, name="factor_remove"),
    path("<int:pk>/einfluss/", lab_influence.influence_edit, name="influence_edit"),
]

# --- /strategie/labor/<slug>/auswertungen/ ---

analysis = [
    path("", lab_analysis.analysis_list, name="analysis_list"),
    path("<uuid:key>/", lab_results.analysis_detail, name="analysis_detail"),
    path("<uuid:key>/karte/", lab_results.analysis_map, name="analysis_map"),
    path("<uuid:key>/robust/", lab_results.analysis_robust, name="analysis_robust"),
    path("<uuid:key>/warum/", lab_results.analysis_why, name="analysis_why"),
    path(
        "<uuid:key>/vergleich/", lab_results.analysis_compare, name="analysis_compare"
    ),
    path("<uuid:key>/abbrechen/", lab_analysis.analysis_cancel, name="analysis_cancel"),
    path(
        "<uuid:key>/veroeffentlichen/",
        lab_analysis.analysis_publish,
        name="analysis_publish",
    ),
]

# --- /strategie/labor/<slug>/ ---

field: list[URLPattern | URLResolver] = [
    path("", lab_fields.field_detail, name="field_detail"),
    path("stand/", lab_fields.field_state, name="field_state"),
    path("rahmen/", lab_fields.field_context, name="field_context"),
    path("kopieren/", lab_fields.field_copy, name="field_copy"),
    path("beteiligung/", lab_fields.field_people, name="field_people"),
    path("matrix.<str:format_>", lab_fields.field_export, name="field_export"),
    path("faktoren/", include(factor)),
    path("einfluss/", lab_influence.influence_chart, name="influence_chart"),
    path("bewerten/", lab_judging.judge_list, name="judge_list"),
    path("bewerten/weiter/", lab_judging.judge_next, name="judge_next"),
    path(
        "bewerten/<int:source>/<int:target>/", lab_judging.judge_pair, name="judge_pair"
    ),
    path("bogen.pdf", lab_paper.paper, name="paper"),
    path("bogen/", lab_paper.paper_enter, name="paper_enter"),
    path("abstimmen/", lab_settling.settle_matrix, name="settle_matrix"),
    path(
        "abstimmen/<int:source>/<int:target>/",
        lab_settling.settle_pair,
        name="settle_pair",
    ),
    path("auswertungen/", include(analysis)),
]

urlpatterns = [
    path("labor/", lab_fields.field_list, name="field_list"),
    path("labor/importieren/", lab_fields.field_import, name="field_import"),
    path("labor/<slug:slug>/", include(field)),
    path("faktoren/<int:pk>/", factors.factor_detail, name="factor_detail"),
    path("szenarien/", kept(lab_scenarios.scenario_list), name="scenario_list"),
    path(
        "szenarien/<slug:slug>/", lab_scenarios.scenario_detail, name="scenario_detail"
    ),
    path(
        "szenarien/<slug:slug>/fassungen/<int:number>/",
        versions.version_detail,
        {"kind": "scenario"},
        name="scenario_version",
    ),
    path(
        "dokument/<slug:slug>/fassungen/<int:number>/",
        versions.version_detail,
        {"kind": "chapter"},
        name="chapter_version",
    ),
    path("zukunftsbilder/", visions.vision_list, name="vision_list"),
    path("zukunftsbilder/<slug:slug>/", visions.vision_detail, name="vision_detail"),
    path(
        "zukunftsbilder/<slug:slug>/fassungen/<int:number>/",
        versions.version_detail,
        {"kind": "vision"},
        name="vision_version",
    ),
    path(
        "zukunftsbilder/<slug:slug>/unterstuetzen/",
        visions.vision_endorse,
        name="vision_endorse",
    ),
    path(
        "zukunftsbilder/<slug:slug>/kommentare/<uuid:key>/zuruecknehmen/",
        visions.comment_withdraw,
        name="vision_comment_withdraw",
    ),
]
