package loopbreaker.bench.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import loopbreaker.bench.CountRule;
import loopbreaker.bench.Escalations;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

final class OpeningSerializer implements KafkaRecordSerializationSchema<Opening> {
  private static final long serialVersionUID = 1;

  private final String topic;

  OpeningSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(Opening opening, KafkaSinkContext context, Long timestamp) {
    CountRule rule = CountRule.TWO.get(opening.rule);
    return new ProducerRecord<>(
        topic,
        null,
        opening.time,
        Escalations.idOf(opening.customer, rule).getBytes(UTF_8),
        Escalations.opened(opening.customer, rule, opening.time, opening.activity));
  }
}
