package loopbreaker.bench.streams;

import loopbreaker.bench.CountRule;
import loopbreaker.bench.Counted;
import loopbreaker.bench.Escalations;
import loopbreaker.bench.Meter;
import loopbreaker.v1.ContactEventOuterClass.ContactEvent;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Customer-keyed facts into escalations. One state for each customer and rule: most facts are counted by no rule. */
final class Judge implements Processor<String, ContactEvent, String, byte[]> {
  static final String STORE = "counted";

  private final Meter meter;
  private ProcessorContext<String, byte[]> context;
  private KeyValueStore<String, Counted> store;

  Judge(Meter meter) {
    this.meter = meter;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    store = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, ContactEvent> fact) {
    for (CountRule rule : CountRule.TWO) {
      if (rule.counts().test(fact.value())) count(rule, fact);
    }
    meter.count();
  }

  private void count(CountRule rule, Record<String, ContactEvent> fact) {
    String id = Escalations.idOf(fact.key(), rule);
    Counted counted = store.get(id);
    if (counted == null) counted = new Counted();
    boolean begins = counted.add(rule, fact.timestamp());
    store.put(id, counted);
    if (!begins) return;
    byte[] escalation = Escalations.opened(fact.key(), rule, fact.timestamp(), counted.activity.count);
    context.forward(new Record<>(id, escalation, fact.timestamp()));
  }
}
