package loopbreaker.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the records that were read, and says what the second half of them cost, as the C++ floors do. */
public final class Meter {
  private static final double NANOS = 1e9;

  private final long expected;
  private final AtomicLong records = new AtomicLong();
  private final CountDownLatch all = new CountDownLatch(1);
  private volatile long halfCpuNanos;

  public Meter(long expected) {
    this.expected = expected;
  }

  public void count() {
    long now = records.incrementAndGet();
    if (now == expected / 2) halfCpuNanos = cpuNanos();
    if (now == expected) all.countDown();
  }

  public void awaitAll() throws InterruptedException {
    all.await();
  }

  /** At the very end. */
  public void print() {
    System.out.printf(
        "{\"records\": %d, \"second_half_cpu_s\": %.3f}%n",
        records.get(), (cpuNanos() - halfCpuNanos) / NANOS);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
