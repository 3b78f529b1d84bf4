package dev.coatcheck.store;

/**
 * A store whose values are in this heap: what a {@link DataStore} is as well that asks nobody else. A read of it takes less
 * time than to measure that would be worth, so nobody does.
 */
public interface HeapStore {}
