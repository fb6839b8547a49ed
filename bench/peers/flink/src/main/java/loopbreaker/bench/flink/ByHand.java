package loopbreaker.bench.flink;

import loopbreaker.bench.CountRule;
import loopbreaker.bench.Counted;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Counts each fact as it comes: a customer's facts are in the order of time, so nothing waits for a watermark. */
final class ByHand extends KeyedProcessFunction<String, Fact, Opening> {
  private static final long serialVersionUID = 1;

  private transient MapState<Integer, Counted> countedByRule;

  static DataStream<Opening> openings(DataStream<Fact> facts) {
    return facts.keyBy(fact -> fact.customer).process(new ByHand());
  }

  @Override
  public void open(OpenContext context) {
    countedByRule = getRuntimeContext().getMapState(new MapStateDescriptor<>("counted", Integer.class, Counted.class));
  }

  @Override
  public void processElement(Fact fact, Context context, Collector<Opening> out) throws Exception {
    Counted counted = countedByRule.get(fact.rule);
    if (counted == null) counted = new Counted();
    boolean begins = counted.add(CountRule.TWO.get(fact.rule), fact.time);
    countedByRule.put(fact.rule, counted);
    if (begins) out.collect(new Opening(fact.customer, fact.rule, fact.time, counted.activity.count));
  }
}
