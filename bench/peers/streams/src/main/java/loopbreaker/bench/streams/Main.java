package loopbreaker.bench.streams;

import java.time.Duration;
import java.util.Properties;
import loopbreaker.bench.Meter;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The two rules in Kafka Streams: {@code exactly_once} with RocksDB, or {@code at_least_once} in memory. Ends when the
 * given number of records is judged and what it wrote is committed.
 */
public final class Main {
  private static final String THREADS = "2";
  private static final Duration CLOSE_MAX = Duration.ofMinutes(1);

  public static void main(String[] words) throws InterruptedException {
    if (words.length != 5 || !words[0].matches("exactly_once|at_least_once")) {
      System.err.println("usage: exactly_once|at_least_once BOOTSTRAP TOPIC OUT RECORDS");
      System.exit(2);
    }
    boolean exactlyOnce = words[0].equals("exactly_once");
    Meter meter = new Meter(Long.parseLong(words[4]));
    KafkaStreams streams =
        new KafkaStreams(topology(exactlyOnce, words[2], words[3], meter), settings(exactlyOnce, words[1], words[3]));
    streams.setUncaughtExceptionHandler(
        problem -> {
          // A measurement that failed is none. Not by exit: its hooks would wait for this thread.
          problem.printStackTrace();
          Runtime.getRuntime().halt(1);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
    meter.awaitAll();
    if (!streams.close(CLOSE_MAX)) throw new IllegalStateException("expected an end within " + CLOSE_MAX);
    meter.print();
  }

  private static Properties settings(boolean exactlyOnce, String bootstrap, String name) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir") + "/streams");
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
    settings.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        exactlyOnce ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return settings;
  }

  private static Topology topology(boolean exactlyOnce, String topic, String out, Meter meter) {
    KeyValueBytesStoreSupplier store =
        exactlyOnce ? Stores.persistentKeyValueStore(Judge.STORE) : Stores.inMemoryKeyValueStore(Judge.STORE);
    // With the cache that the DSL has too: the changelog then holds fewer records.
    return new Topology()
        .addSource("facts", new StringDeserializer(), new ContactEventDeserializer(), topic)
        .addProcessor("judge", () -> new Judge(meter), "facts")
        .addStateStore(
            Stores.keyValueStoreBuilder(store, Serdes.String(), new CountedSerde()).withCachingEnabled(), "judge")
        .addSink("escalations", out, new StringSerializer(), new ByteArraySerializer(), "judge");
  }

  private Main() {}
}
