package loopbreaker.bench.flink;

import java.io.IOException;
import loopbreaker.bench.CountRule;
import loopbreaker.v1.ContactEventOuterClass.ContactEvent;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Leaves out what no rule counts, before it goes through the network to the keyed functions. */
final class FactDeserializer implements KafkaRecordDeserializationSchema<Fact> {
  private static final long serialVersionUID = 1;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Fact> out) throws IOException {
    ContactEvent event = ContactEvent.parseFrom(record.value());
    for (int rule = 0; rule < CountRule.TWO.size(); ++rule) {
      if (!CountRule.TWO.get(rule).counts().test(event)) continue;
      out.collect(new Fact(event.getCustomerId(), rule, event.getEventTime().getSeconds() * 1000));
    }
    Main.meter.count();
  }

  @Override
  public TypeInformation<Fact> getProducedType() {
    return TypeInformation.of(Fact.class);
  }
}
