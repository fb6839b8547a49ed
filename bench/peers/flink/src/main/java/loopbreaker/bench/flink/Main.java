package loopbreaker.bench.flink;

import java.time.Duration;
import loopbreaker.bench.Meter;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The two rules in Flink: {@code process}, counted by hand, or {@code cep}, found by patterns. Cluster and job are within
 * this program; it ends when the topic is read to the end that it had and what was written is acknowledged.
 */
public final class Main {
  private static final int PARALLELISM = 2;
  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(1);

  /** For the functions, which Flink copies: cluster and job share this program. */
  static Meter meter;

  public static void main(String[] words) throws Exception {
    if (words.length != 5 || !words[0].matches("process|cep")) {
      System.err.println("usage: process|cep BOOTSTRAP TOPIC OUT RECORDS");
      System.exit(2);
    }
    meter = new Meter(Long.parseLong(words[4]));
    StreamExecutionEnvironment job = environment();
    DataStream<Opening> openings =
        words[0].equals("cep") ? Patterns.openings(facts(job, words)) : ByHand.openings(facts(job, words));
    openings.sinkTo(
        KafkaSink.<Opening>builder()
            .setBootstrapServers(words[1])
            .setRecordSerializer(new OpeningSerializer(words[3]))
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .build());
    job.execute("peers");
    meter.print();
    // Threads of the cluster may linger.
    System.exit(0);
  }

  private static StreamExecutionEnvironment environment() {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file://" + System.getProperty("java.io.tmpdir") + "/checkpoints");
    // A measurement that failed is none.
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment job = StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, settings);
    job.enableCheckpointing(CHECKPOINT_EVERY.toMillis());
    job.getConfig().enableObjectReuse();
    // Nothing falls back to reflection.
    job.getConfig().disableGenericTypes();
    return job;
  }

  private static DataStream<Fact> facts(StreamExecutionEnvironment job, String[] words) {
    KafkaSource<Fact> source =
        KafkaSource.<Fact>builder()
            .setBootstrapServers(words[1])
            .setTopics(words[2])
            .setGroupId(words[3])
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setDeserializer(new FactDeserializer())
            .build();
    // Each partition is in the order of time.
    WatermarkStrategy<Fact> times =
        WatermarkStrategy.<Fact>forMonotonousTimestamps().withTimestampAssigner((fact, recordTime) -> fact.time);
    return job.fromSource(source, words[0].equals("cep") ? times : WatermarkStrategy.noWatermarks(), "facts");
  }

  private Main() {}
}
