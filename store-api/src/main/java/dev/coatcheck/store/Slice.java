package dev.coatcheck.store;

import java.time.Duration;
import java.util.List;

/**
 * What a read found in a live session, all as of one moment.
 *
 * @param remaining the session's remaining time
 * @param values one for each want, in the wants' order
 */
public record Slice(Duration remaining, List<Found> values) {}
