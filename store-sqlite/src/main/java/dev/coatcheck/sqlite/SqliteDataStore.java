package dev.coatcheck.sqlite;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Setting;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.BulkCreatingStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.ClaimableStore;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WholeReadingStore;
import dev.coatcheck.store.WriteResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps sessions in a file, an SQLite database in WAL mode, which outlives the process. Several processes of one machine
 * may share it. What is read is in SQLite's own cache and nowhere in this heap, so sessions may be larger than that.
 *
 * <p>A write that was acknowledged survives the end of the process, however it comes. The loss of power may cost the last
 * moments, some five seconds of whole writes, unless {@code coatcheck.sqlite.sync=full}. The file is made for its owner alone.
 *
 * <p>Sessions end by the time that the machine's clock told when the store was opened, counted on by a clock that nobody
 * sets. The file says when it was last in use: from there a store goes on where the machine's clock was set back, and by
 * that, processes which opened it before and after the clock was set agree on the later time, within some seconds.
 * Versions are of the same time, and none is given twice.
 *
 * <p>Calls wait for each other, and for other processes, up to the timeout each: a call ends within twice the timeout,
 * unless the disk itself holds it up.
 *
 * <p>Thread-safe.
 */
public final class SqliteDataStore implements DataStore, ClaimableStore, WholeReadingStore, BulkCreatingStore {
    static final String NAME = "sqlite";

    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(5);

    private static final String USED_BYTES = """
            SELECT (page_count - freelist_count) * page_size
            FROM pragma_page_count, pragma_freelist_count, pragma_page_size""";

    private final SqliteOptions options;
    private final boolean isOnlyRead;
    private final DatabaseFile file;
    private final Readers readers;
    private final Writer writer;
    private final Reading reading;
    private final Writing writing;
    private final Sweeper sweeper;
    private final News asked = new News();

    /**
     * A store in a file, with the defaults of {@code coatcheck.sqlite.*}.
     *
     * @param file created where there is none; its directory must be there
     * @throws dev.coatcheck.ConfigurationException if it cannot be created there, or is something else
     * @throws dev.coatcheck.StoreUnavailableException if it is damaged, or locked by another process
     */
    public SqliteDataStore(Path file) {
        this(CoatcheckConfig.of(Map.of(
                Setting.STORE.key(),
                NAME,
                SqliteSettings.FILE.key(),
                Objects.requireNonNull(file, "file").toString())));
    }

    /**
     * A store as the {@code coatcheck.sqlite.*} settings say.
     *
     * @param config the settings
     * @throws dev.coatcheck.ConfigurationException if the file cannot be created, or is something else
     * @throws dev.coatcheck.StoreUnavailableException if it is damaged, or locked by another process
     */
    public SqliteDataStore(CoatcheckConfig config) {
        this(SqliteOptions.of(config), machineClock(), BETWEEN_SWEEPS);
    }

    /**
     * A store that is only looked at, by a tool beside the application that uses the file: it leaves what is over where it
     * is, has no thread and writes no time into the file. What would change a session is an {@link IllegalStateException}.
     *
     * @param config the settings
     * @return the store
     * @throws dev.coatcheck.ConfigurationException if the file is not there, or is something else
     * @throws dev.coatcheck.StoreUnavailableException if it is damaged, or locked by another process
     */
    public static SqliteDataStore toRead(CoatcheckConfig config) {
        SqliteOptions options = SqliteOptions.of(config);
        if (Files.notExists(options.file())) {
            throw new Fault(options).refused("is not there" + Fault.ANOTHER_FILE);
        }
        return new SqliteDataStore(options, machineClock(), BETWEEN_SWEEPS, true);
    }

    private static StoreClock machineClock() {
        return new StoreClock(() -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), System::nanoTime);
    }

    SqliteDataStore(SqliteOptions options, StoreClock clock, Duration betweenSweeps) {
        this(options, clock, betweenSweeps, false);
    }

    private SqliteDataStore(SqliteOptions options, StoreClock clock, Duration betweenSweeps, boolean isOnlyRead) {
        this.options = options;
        this.isOnlyRead = isOnlyRead;
        this.file = new DatabaseFile(options, clock);
        boolean isReady = false;
        try {
            this.readers = new Readers(file, options);
            this.writer = new Writer(file, options);
            this.reading = new Reading(clock);
            this.writing = new Writing(clock);
            Log log = new Log(file.log(), readers, writer.written());
            this.sweeper = new Sweeper(readers, writer, log, clock, asked, betweenSweeps);
            if (!isOnlyRead) {
                sweeper.start();
            }
            isReady = true;
        } finally {
            if (!isReady) {
                file.abandon();
            }
        }
    }

    Thread sweeper() {
        return sweeper.thread();
    }

    @Override
    public String name() {
        return NAME;
    }

    private <T> T ask(Link.Task<T> task) {
        if (!isOnlyRead) {
            asked.tell();
        }
        return readers.read(task);
    }

    private void requireChangeable() {
        if (isOnlyRead) {
            throw new IllegalStateException("the SQLite store was opened to be read");
        }
        asked.tell();
    }

    private <T> T change(Link.Task<T> task) {
        requireChangeable();
        return writer.write(task);
    }

    private <T> T changeAtAnySize(Link.Task<T> task) {
        requireChangeable();
        return writer.writeAtAnySize(task);
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        return change(link -> writing.create(link, id, lifetime, first));
    }

    /** All in one transaction, which costs little more than one of them: others who write wait for all. */
    @Override
    public List<Answer> createAll(List<NewSession> sessions) {
        try {
            return change(link -> {
                List<Answer> answers = new ArrayList<>();
                for (NewSession session : sessions) {
                    boolean isCreated = writing.create(link, session.id(), session.lifetime(), session.first());
                    answers.add(isCreated ? Answer.CREATED : Answer.TAKEN);
                }
                return answers;
            });
        } catch (StoreFullException e) {
            // none of them: there may be room for some
            return Collections.nCopies(sessions.size(), Answer.NOT_MADE);
        }
    }

    @Override
    public Optional<Whole> readWhole(String id, long mostBytes) {
        return ask(link -> reading.whole(link, id, mostBytes));
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        return ask(link -> reading.read(link, id, wants));
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        Link.Task<WriteResult> task = link -> writing.write(link, id, changes);
        return changes.stream().allMatch(change -> change.payload().isEmpty()) ? changeAtAnySize(task) : change(task);
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        return changeAtAnySize(link -> writing.extend(link, id, lifetime));
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        return changeAtAnySize(link -> writing.prolong(link, id, atLeast));
    }

    @Override
    public Set<String> names(String id) {
        return ask(link -> reading.names(link, id));
    }

    @Override
    public boolean delete(String id) {
        return changeAtAnySize(link -> writing.delete(link, id));
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        return changeAtAnySize(link -> writing.deleteIfEmpty(link, id));
    }

    /** Some hundred at a time: it keeps no writer waiting, and no page from being used again. */
    @Override
    public Stream<String> ids() {
        return Stream.iterate(ids(""), ids -> !ids.isEmpty(), ids -> ids(ids.get(ids.size() - 1)))
                .flatMap(List::stream);
    }

    private List<String> ids(String behind) {
        return ask(link -> reading.ids(link, behind));
    }

    /** The bytes are those of the file that are in use, which counts no sessions. */
    @Override
    public StoreStats stats() {
        return new StoreStats(
                OptionalLong.empty(),
                OptionalLong.of(readers.read(link -> link.number(USED_BYTES))),
                options.maxBytes(),
                Map.of("sessions-expired", sweeper.expired(), "sweeps-failed", sweeper.failures()));
    }

    /** Calls wait for that, some milliseconds, as it waits for those under way. */
    @Override
    public Claim claim() {
        return writer.without(() -> readers.without(file::claim));
    }

    @Override
    public void ping() {
        readers.read(link -> link.isFound("SELECT 1 FROM sessions LIMIT 1"));
    }

    /** Waits for calls that are under way. Where no other process has it open, the file is then all there is. */
    @Override
    public void close() {
        sweeper.close();
        readers.close();
        writer.close();
        file.close();
    }
}
