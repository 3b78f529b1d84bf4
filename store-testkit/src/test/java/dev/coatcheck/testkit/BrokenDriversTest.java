package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.WriteResult;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Drivers that work as long as nothing goes wrong, and break a promise when it does: the contract fails on each. */
class BrokenDriversTest {
    private static final List<String> CALLS = List.of(
            "read",
            "read of liveness",
            "read of what is held",
            "names",
            "ids",
            "ping",
            "write",
            "write at a version",
            "create",
            "extend",
            "prolong",
            "deleteIfEmpty",
            "delete");

    /** What fails of the parts that are about faults and about what is given back. */
    private static List<String> failuresOf(Class<? extends DriverContract> contract) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters(TagFilter.includeTags("faults", "release"))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        // the others are one of a full store, three of memory, one of the end
        assertThat(summary.getTestsFoundCount()).isEqualTo(CALLS.size() + 5);
        return summary.getFailures().stream()
                .peek(failure -> assertThat(failure.getException()).isInstanceOf(AssertionError.class))
                .map(failure -> failure.getTestIdentifier().getDisplayName())
                .toList();
    }

    @Test
    void theReferenceDriverHasNoFault() {
        assertThat(failuresOf(ReferenceContractTest.class)).isEmpty();
    }

    /** What is over is not found any more, and stays in memory for ever. */
    static final class Hoarding extends ReferenceContractTest {
        @Override
        ReferenceDataStore open(long maxBytes, LongSupplier clock) {
            return new ReferenceDataStore(maxBytes, clock) {
                @Override
                void sweep() {}
            };
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(2);
        }
    }

    @Test
    void aDriverThatNeverGivesExpiredValuesBackFails() {
        assertThat(failuresOf(Hoarding.class)).containsExactly("values", "sessions");
    }

    /** Where the store cannot be reached, there is nothing: users are logged out instead of told. */
    static final class EmptyHanded extends ReferenceContractTest {
        private static final Map<Class<?>, Object> NOTHING = Map.of(
                boolean.class,
                false,
                Optional.class,
                Optional.empty(),
                Set.class,
                Set.of(),
                Stream.class,
                Stream.of(),
                WriteResult.class,
                WriteResult.GONE);

        @Override
        DataStore seen(DataStore store) {
            return onFault(store, (type, fault) -> {
                if (fault instanceof StoreUnavailableException) {
                    return NOTHING.getOrDefault(type, "of no type");
                }
                throw fault;
            });
        }
    }

    @Test
    void aDriverThatAnswersAnUnreachableStoreWithNothingFails() {
        assertThat(failuresOf(EmptyHanded.class)).containsExactlyElementsOf(CALLS);
    }

    /** Every fault is the caller's, it says. */
    static final class Blaming extends ReferenceContractTest {
        @Override
        DataStore seen(DataStore store) {
            return onFault(store, (type, fault) -> {
                throw new IllegalArgumentException(fault);
            });
        }
    }

    @Test
    void aDriverThatBlamesItsCallerForEveryFaultFails() {
        assertThat(failuresOf(Blaming.class))
                .containsAll(CALLS)
                .contains("full")
                .hasSize(CALLS.size() + 1);
    }

    private static DataStore onFault(DataStore store, BiFunction<Class<?>, CoatcheckException, Object> answer) {
        return (DataStore) Proxy.newProxyInstance(
                BrokenDriversTest.class.getClassLoader(),
                new Class<?>[] {DataStore.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof CoatcheckException fault) {
                            return answer.apply(method.getReturnType(), fault);
                        }
                        throw e.getCause();
                    }
                });
    }

    /** Its threads work on for a store that is closed. */
    static final class Lingering extends ReferenceContractTest {
        @Override
        ReferenceDataStore open(long maxBytes, LongSupplier clock) {
            return new ReferenceDataStore(maxBytes, clock) {
                @Override
                public void close() {}
            };
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(2);
        }
    }

    @Test
    void aDriverThatReleasesNothingAtItsEndFails() {
        assertThat(failuresOf(Lingering.class)).containsExactly("closed");
    }
}
