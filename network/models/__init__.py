from network.models.downloads import Download
from network.models.groups import GroupMembership, WorkingGroup
from network.models.inquiries import Inquiry, InquiryNote, InquiryReply
from network.models.mail import OutgoingMail
from network.models.moderation import ModerationCase, Report
from network.models.notices import Notice
from network.models.notifications import Event, Notification
from network.models.organisations import (
    Affiliation,
    Organisation,
    StakeholderGroup,
)
from network.models.people import Message, Profile
from network.models.topics import Topic
from network.models.users import User

__all__ = [
    "Affiliation",
    "Download",
    "Event",
    "GroupMembership",
    "Inquiry",
    "InquiryNote",
    "InquiryReply",
    "Message",
    "ModerationCase",
    "Notice",
    "Notification",
    "Organisation",
    "OutgoingMail",
    "Profile",
    "Report",
    "StakeholderGroup",
    "Topic",
    "User",
    "WorkingGroup",
]
