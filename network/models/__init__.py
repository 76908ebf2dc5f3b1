from network.models.groups import GroupMembership, WorkingGroup
from network.models.inquiries import Inquiry, InquiryNote, InquiryReply
from network.models.mail import OutgoingMail
from network.models.notices import Notice
from network.models.notifications import (
    Event,
    MailChoice,
    MutedGroup,
    Notification,
)
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
    "Event",
    "GroupMembership",
    "Inquiry",
    "InquiryNote",
    "InquiryReply",
    "MailChoice",
    "Message",
    "MutedGroup",
    "Notice",
    "Notification",
    "Organisation",
    "OutgoingMail",
    "Profile",
    "StakeholderGroup",
    "Topic",
    "User",
    "WorkingGroup",
]
