"""Uploaded files stay in memory and are small: a disk that uploads have filled would ring nobody."""

from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_BYTES = 1_200_000
"""Of all files of one request together. No calendar comes near it."""


class SmallFiles(FileUploadHandler):
    """Raises RequestDataTooBig, which the visitor reads as a bad request, as soon as there is too much."""

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > LARGEST_BYTES:
            raise RequestDataTooBig("more was uploaded than any file here is long")
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.content.seek(0)
        about = (self.content_type, file_size, self.charset, self.content_type_extra)
        return InMemoryUploadedFile(self.content, self.field_name, self.file_name, *about)
