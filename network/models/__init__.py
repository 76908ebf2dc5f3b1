from network.models.inquiries import Inquiry, InquiryNote, InquiryReply
from network.models.mail import OutgoingMail
from network.models.topics import Topic
from network.models.users import User

__all__ = [
    "Inquiry",
    "InquiryNote",
    "InquiryReply",
    "OutgoingMail",
    "Topic",
    "User",
]
