package dev.coatcheck.store;

import java.time.Duration;
import java.util.List;

/**
 * What a read found in a live session, all as of the same moment.
 *
 * @param remaining the session's remaining time
 * @param values one for each want, in the order of the wants
 */
public record Slice(Duration remaining, List<Found> values) {}
