package loopbreaker.bench.streams;

import com.google.protobuf.InvalidProtocolBufferException;
import loopbreaker.v1.ContactEventOuterClass.ContactEvent;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

final class ContactEventDeserializer implements Deserializer<ContactEvent> {
  @Override
  public ContactEvent deserialize(String topic, byte[] bytes) {
    try {
      return ContactEvent.parseFrom(bytes);
    } catch (InvalidProtocolBufferException problem) {
      throw new SerializationException("expected an event in " + topic, problem);
    }
  }
}
