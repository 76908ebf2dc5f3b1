from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """The one way forms become HTML."""
