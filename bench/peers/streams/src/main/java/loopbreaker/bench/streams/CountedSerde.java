package loopbreaker.bench.streams;

import java.nio.ByteBuffer;
import loopbreaker.bench.Counted;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Until when the activity lasts, how many there were, and the times. */
final class CountedSerde implements Serde<Counted> {
  private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

  @Override
  public Serializer<Counted> serializer() {
    return (topic, counted) -> {
      if (counted == null) return null;
      ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + counted.times.length * Long.BYTES);
      bytes.putLong(counted.activity.until).putInt(counted.activity.count);
      for (long time : counted.times) bytes.putLong(time);
      return bytes.array();
    };
  }

  @Override
  public Deserializer<Counted> deserializer() {
    return (topic, given) -> {
      if (given == null) return null;
      ByteBuffer bytes = ByteBuffer.wrap(given);
      Counted counted = new Counted();
      counted.activity.until = bytes.getLong();
      counted.activity.count = bytes.getInt();
      counted.times = new long[bytes.remaining() / Long.BYTES];
      bytes.asLongBuffer().get(counted.times);
      return counted;
    };
  }
}
