package dev.coatcheck.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the report calls a benchmark. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Row {
    /** What does the same by hand, a peer, or Coatcheck. */
    String who();

    /** What one call does. */
    String what();
}
