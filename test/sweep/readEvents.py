"""Reads event files independently of what wrote them: TFRecords by struct, their checksums by crcmod, and
the messages by Google's protobuf, from fields as TensorBoard's .proto files number them. Prints JSON."""

import json
import struct
import sys

import crcmod.predefined
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, struct_pb2

Field = descriptor_pb2.FieldDescriptorProto
scalars = {
    "double": Field.TYPE_DOUBLE,
    "float": Field.TYPE_FLOAT,
    "int64": Field.TYPE_INT64,
    "int32": Field.TYPE_INT32,
    "string": Field.TYPE_STRING,
}
messages = {
    "Event": {1: "wall_time double", 2: "step int64", 3: "file_version string", 5: "summary .Summary"},
    "Summary": {1: "value *.Value"},
    "Value": {1: "tag string", 2: "simple_value float", 9: "metadata .SummaryMetadata"},
    "SummaryMetadata": {1: "plugin_data .PluginData"},
    "PluginData": {1: "plugin_name string", 2: "content .HParamsPluginData"},
    "HParamsPluginData": {
        1: "version int32",
        2: "experiment .Experiment",
        3: "session_start_info .SessionStartInfo",
        4: "session_end_info .SessionEndInfo",
    },
    "Experiment": {
        1: "description string",
        3: "time_created_secs double",
        4: "hparam_infos *.HParamInfo",
        5: "metric_infos *.MetricInfo",
    },
    "HParamInfo": {
        1: "name string",
        4: "type int32",
        5: "domain_discrete ListValue",
        6: "domain_interval .Interval",
    },
    "Interval": {1: "min_value double", 2: "max_value double"},
    "MetricInfo": {1: "name .MetricName"},
    "MetricName": {1: "group string", 2: "tag string"},
    "SessionStartInfo": {1: "hparams *.Entry", 5: "start_time_secs double"},
    "Entry": {1: "key string", 2: "value Value"},
    "SessionEndInfo": {1: "status int32", 2: "end_time_secs double"},
}

pool = descriptor_pool.DescriptorPool()
pool.AddSerializedFile(struct_pb2.DESCRIPTOR.serialized_pb)
file = descriptor_pb2.FileDescriptorProto(name="t.proto", package="t", syntax="proto3")
file.dependency.append("google/protobuf/struct.proto")
for name, fields in messages.items():
    one = file.message_type.add(name=name)
    for number, text in fields.items():
        label, kind = text.split()
        field = one.field.add(name=label, number=number)
        field.label = Field.LABEL_REPEATED if kind.startswith("*") else Field.LABEL_OPTIONAL
        kind = kind.lstrip("*")
        if kind in scalars:
            field.type = scalars[kind]
        else:
            field.type = Field.TYPE_MESSAGE
            field.type_name = ".t" + kind if kind.startswith(".") else ".google.protobuf." + kind
pool.Add(file)
Event = message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("t.Event"))
crc32c = crcmod.predefined.mkCrcFun("crc-32c")


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def has_unknown(message):
    if len(message.UnknownFields()):
        return True
    for field, value in message.ListFields():
        if field.message_type:
            parts = value if field.label == field.LABEL_REPEATED else [value]
            if any(has_unknown(part) for part in parts if hasattr(part, "UnknownFields")):
                return True
    return False


for path in sys.argv[1:]:
    data = open(path, "rb").read()
    events, at = [], 0
    while at < len(data):
        (length, check) = struct.unpack_from("<QI", data, at)
        assert check == masked(data[at : at + 8]), "checksum of a length"
        content = data[at + 12 : at + 12 + length]
        assert len(content) == length
        (check,) = struct.unpack_from("<I", data, at + 12 + length)
        assert check == masked(content), "checksum of data"
        event = Event.FromString(content)
        assert not has_unknown(event), "a field that TensorBoard does not know"
        events.append(json_format.MessageToDict(event, preserving_proto_field_name=True))
        at += 16 + length
    print(json.dumps(events))
