package dev.coatcheck.integration.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each breach of the contract is found, and what overlaps or may have happened is not taken for one. */
class CheckerTest {
    private static final long MILLI = 1_000_000;

    private final List<Event> history = new ArrayList<>();
    private String worker = "0.0";

    CheckerTest() {
        add(Operation.CREATE, "", "t0", "", 0, 1);
    }

    private void add(
            Operation operation, String key, String argument, Outcome outcome, String result, long start, long end) {
        add(operation, key, argument, 0, "", outcome, result, start, end);
    }

    private void add(Operation operation, String key, String argument, String result, long start, long end) {
        add(operation, key, argument, Outcome.OK, result, start, end);
    }

    private void addByTicket(Operation operation, String ticket, Outcome outcome, String result, long start, long end) {
        add(operation, "", "", 0, ticket, outcome, result, start, end);
    }

    private void add(
            Operation operation,
            String key,
            String argument,
            long lastsMillis,
            String ticket,
            Outcome outcome,
            String result,
            long start,
            long end) {
        history.add(new Event(
                worker,
                operation,
                "s",
                key,
                argument,
                lastsMillis,
                ticket,
                outcome,
                result,
                start * MILLI,
                end * MILLI));
    }

    private void addCrash(long saved, long killed, long back) {
        add(Operation.CRASH, "", Long.toString(killed * MILLI), "", saved, back);
    }

    private void assertRight() {
        assertThat(Checker.violations(history)).isEmpty();
    }

    private void assertWrong(String rule) {
        assertThat(Checker.violations(history))
                .anySatisfy(violation -> assertThat(violation).startsWith(rule));
    }

    @Test
    void anErrorOfAnotherKindIsWrong() {
        add(Operation.GET, "a", "", Outcome.FAILED, "UnreadableValueException", 10, 20);
        assertWrong("an error that no operation may end in");
    }

    @Test
    void aWriteThatMetTheEndOfItsSessionMayHaveBeenMadeBeforeAndItsAnswerLost() {
        add(Operation.PUT, "a", "1", Outcome.OVER, "", 10, 50);
        add(Operation.ADD, "n", "", Outcome.OVER, "", 10, 50);
        add(Operation.GET, "a", "", "1", 20, 25);
        add(Operation.COUNT, "n", "", "1", 20, 25);
        add(Operation.END, "", "", "", 30, 40);
        assertRight();
    }

    @Test
    void aWriteThatBeganAfterTheEndOfItsSessionWasNotMade() {
        add(Operation.END, "", "", "", 5, 9);
        add(Operation.PUT, "a", "1", Outcome.OVER, "", 10, 50);
        add(Operation.GET, "a", "", "1", 20, 25);
        assertWrong("a value was read that nobody had written");
    }

    @Test
    void aReadThatMissesAnAcknowledgedWriteIsStale() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.PUT, "a", "2", "", 30, 40);
        add(Operation.GET, "a", "", "1", 50, 60);
        assertWrong("a read was stale");
    }

    @Test
    void aReadDuringAWriteMayFindEitherValue() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.PUT, "a", "2", "", 30, 60);
        add(Operation.GET, "a", "", "1", 40, 50);
        add(Operation.GET, "a", "", "2", 51, 55);
        assertRight();
    }

    @Test
    void aReadAfterAnotherThatFoundTheNewValueIsStaleToo() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.PUT, "a", "2", "", 30, 60);
        add(Operation.GET, "a", "", "2", 40, 45);
        add(Operation.GET, "a", "", "1", 50, 55);
        assertWrong("a read was stale");
    }

    @Test
    void aWriteThatFoundTheStoreUnavailableMayTakeEffectLater() {
        add(Operation.PUT, "a", "1", Outcome.MAYBE, "", 10, 20);
        add(Operation.PUT, "a", "2", "", 30, 40);
        add(Operation.GET, "a", "", "1", 50, 60);
        assertRight();
    }

    @Test
    void aWriteThatFoundTheStoreUnavailableTakesEffectOnce() {
        add(Operation.PUT, "a", "1", Outcome.MAYBE, "", 10, 20);
        add(Operation.GET, "a", "", "1", 21, 25);
        add(Operation.PUT, "a", "2", "", 30, 40);
        add(Operation.GET, "a", "", "1", 50, 60);
        assertWrong("a read was stale");
    }

    @Test
    void aValueThatIsGoneThoughNobodyRemovedItIsLost() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.GET, "a", "", Event.ABSENT, 30, 40);
        assertWrong("a value was lost");
    }

    @Test
    void aValueThatIsBackAfterItsRemovalIsWrong() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.REMOVE, "a", Event.ABSENT, Event.PRESENT, 30, 40);
        add(Operation.GET, "a", "", "1", 50, 60);
        add(Operation.CONTAINS, "a", "", Event.PRESENT, 50, 60);
        assertWrong("a read was stale");
        assertWrong("a value was found where there was none");
    }

    @Test
    void aValueIsThereForItsTimeAndNotLonger() {
        add(Operation.PUT, "a", "1", 100, "", Outcome.OK, "", 10, 20);
        add(Operation.GET, "a", "", "1", 100, 105);
        add(Operation.GET, "a", "", Event.ABSENT, 115, 118);
        assertRight();
        add(Operation.GET, "a", "", "1", 200, 210);
        assertWrong("a value was read after its time");
    }

    @Test
    void aValueThatIsGoneBeforeItsTimeIsLost() {
        add(Operation.PUT, "a", "1", 100, "", Outcome.OK, "", 10, 20);
        add(Operation.GET, "a", "", Event.ABSENT, 30, 40);
        assertWrong("a value was lost");
    }

    @Test
    void aValueThatNobodyWroteIsWrong() {
        add(Operation.PUT, "a", "1", Outcome.OVER, "", 10, 20);
        add(Operation.GET, "a", "", "1", 30, 40);
        assertWrong("a value was read that nobody had written");
    }

    @Test
    void twoThatReplaceTheSameValueLoseAnUpdate() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.COMPUTE, "a", "2", "1", 30, 50);
        add(Operation.COMPUTE, "a", "3", "1", 30, 50);
        assertWrong("an update was lost: two replaced the same value");
    }

    @Test
    void twoThatBothFindNoValueLoseAnUpdate() {
        add(Operation.PUT_IF_ABSENT, "a", "1", Event.ABSENT, 10, 30);
        add(Operation.PUT_IF_ABSENT, "a", "2", Event.ABSENT, 10, 30);
        assertWrong("an update was lost: more writes found no value");
    }

    @Test
    void twoMayFindNoValueIfThereWasARemovalBetween() {
        add(Operation.PUT_IF_ABSENT, "a", "1", Event.ABSENT, 10, 30);
        add(Operation.REMOVE, "a", Event.ABSENT, Event.PRESENT, 10, 30);
        add(Operation.PUT_IF_ABSENT, "a", "2", Event.ABSENT, 10, 30);
        assertRight();
    }

    @Test
    void aCounterThatHasLessThanWasAcknowledgedLostAnUpdate() {
        add(Operation.ADD, "n", "", "1", 10, 20);
        add(Operation.ADD, "n", "", "2", 30, 40);
        add(Operation.COUNT, "n", "", "1", 50, 60);
        assertWrong("an update was lost: at least 2 were acknowledged");
    }

    @Test
    void twoAdditionsWithOneResultLoseAnUpdate() {
        add(Operation.ADD, "n", "", "1", 10, 40);
        add(Operation.ADD, "n", "", "1", 10, 40);
        assertWrong("an update was lost: two additions gave the same number");
    }

    @Test
    void aCounterMayHaveWhatFoundTheStoreUnavailableButOnlyOnce() {
        add(Operation.ADD, "n", "", "1", 10, 20);
        add(Operation.ADD, "n", "", Outcome.MAYBE, "", 30, 40);
        add(Operation.COUNT, "n", "", "1", 50, 60);
        add(Operation.COUNT, "n", "", "2", 70, 80);
        assertRight();
        add(Operation.COUNT, "n", "", "3", 90, 95);
        assertWrong("an update was made twice: at most 2 were begun");
    }

    @Test
    void halfABatchIsWrong() {
        add(Operation.BATCH, "left+right", "1", "", 10, 20);
        add(Operation.BATCH, "left+right", "2", "", 30, 60);
        add(Operation.GET_ALL, "left+right", "", "1+2", 40, 50);
        assertWrong("half a batch was read");
    }

    @Test
    void aWholeBatchThatIsOldIsStale() {
        add(Operation.BATCH, "left+right", "1", "", 10, 20);
        add(Operation.BATCH, "left+right", "2", "", 30, 40);
        add(Operation.GET_ALL, "left+right", "", "1+1", 50, 60);
        assertWrong("a read was stale");
    }

    @Test
    void anythingFoundInASessionThatHasEndedIsARevival() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.END, "", "", "", 30, 40);
        add(Operation.GET, "a", "", "1", 50, 60);
        assertWrong("a session that was over is live");
    }

    @Test
    void aWriteToASessionThatHasEndedIsARevival() {
        add(Operation.END, "", "", "", 30, 40);
        add(Operation.PUT, "a", "1", "", 50, 60);
        assertWrong("a session that was over is live");
    }

    @Test
    void aSessionThatSomebodyFoundOverStaysOver() {
        add(Operation.END, "", "", Outcome.MAYBE, "", 10, 20);
        add(Operation.FIND_BY_ID, "", "", Event.OVER, 30, 40);
        add(Operation.FIND_BY_ID, "", "", Event.LIVE, 50, 60);
        assertWrong("a session that was over is live");
    }

    @Test
    void whatOverlapsTheEndMaySucceed() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.END, "", "", "", 30, 60);
        add(Operation.PUT, "a", "2", "", 40, 50);
        add(Operation.GET, "a", "", Event.ABSENT, 40, 50);
        add(Operation.PUT, "a", "3", Outcome.OVER, "", 45, 70);
        assertRight();
    }

    @Test
    void aSessionThatNobodyEndedIsLost() {
        add(Operation.PUT, "a", "1", Outcome.OVER, "", 10, 20);
        assertWrong("a session that nobody ended is over");
    }

    @Test
    void aRenewedTicketIsDead() {
        add(Operation.RENEW, "", "t1", "", 10, 20);
        addByTicket(Operation.FIND, "t0", Outcome.OK, Event.LIVE, 30, 40);
        assertWrong("a ticket opens that was renewed");
    }

    @Test
    void aTicketThatIsRenewedMeanwhileMayOpenOrNot() {
        addByTicket(Operation.FIND, "t0", Outcome.OK, Event.LIVE, 15, 40);
        addByTicket(Operation.FIND, "t0", Outcome.OK, Event.OVER, 15, 40);
        add(Operation.RENEW, "", "t1", "", 10, 20);
        addByTicket(Operation.FIND, "t1", Outcome.OK, Event.LIVE, 50, 60);
        assertRight();
    }

    @Test
    void theNewestTicketOpens() {
        add(Operation.RENEW, "", "t1", "", 10, 20);
        addByTicket(Operation.FIND, "t1", Outcome.OK, Event.OVER, 30, 40);
        assertWrong("a ticket does not open that nobody renewed");
    }

    @Test
    void aVersionThatShrinksIsWrong() {
        add(Operation.RAW_PUT, "raw", "1", "7", 10, 20);
        add(Operation.RAW_PUT, "raw", "2", "8", 30, 40);
        add(Operation.RAW_GET, "raw", "", "7 1", 50, 60);
        assertWrong("a version did not grow");
    }

    @Test
    void twoValuesOfOneVersionAreWrong() {
        add(Operation.RAW_PUT, "raw", "1", "7", 10, 40);
        add(Operation.RAW_PUT, "raw", "2", "7", 20, 30);
        assertWrong("two values have one version");
    }

    // crashes that lose writes

    @Test
    void whatWasAcknowledgedSinceTheStateThatACrashLeftMayBeLost() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.RAW_PUT, "raw", "1", "7", 10, 20);
        add(Operation.ADD, "n", "", "1", 10, 20);
        add(Operation.PUT, "a", "2", "", 30, 40);
        add(Operation.GET, "a", "", "2", 41, 42);
        add(Operation.RAW_PUT, "raw", "2", "8", 30, 40);
        add(Operation.ADD, "n", "", "2", 30, 40);
        add(Operation.RENEW, "", "t1", "", 30, 40);
        add(Operation.END, "", "", "", 43, 44);
        addCrash(25, 45, 50);
        add(Operation.GET, "a", "", "1", 51, 52);
        add(Operation.RAW_GET, "raw", "", "7 1", 51, 52);
        add(Operation.ADD, "n", "", "2", 51, 52);
        addByTicket(Operation.FIND, "t0", Outcome.OK, Event.LIVE, 53, 54);
        addByTicket(Operation.FIND, "t1", Outcome.OK, Event.OVER, 53, 54);
        add(Operation.COMPUTE, "a", "3", "1", 55, 56);
        assertRight();
    }

    @Test
    void whatACrashLeftIsNotLost() {
        add(Operation.PUT, "a", "1", "", 1, 2);
        add(Operation.PUT, "a", "2", "", 10, 20);
        addCrash(25, 45, 50);
        add(Operation.GET, "a", "", "1", 51, 52);
        assertWrong("a read was stale");
    }

    @Test
    void whatWasLostIsNotSeenAgainOnceSomethingElseWas() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.PUT, "a", "2", "", 30, 40);
        addCrash(25, 45, 50);
        add(Operation.PUT, "a", "3", "", 51, 52);
        add(Operation.GET, "a", "", "2", 53, 54);
        assertWrong("a read was stale");
    }

    @Test
    void whatWasLostIsNotSeenAgainOnceWhatWasLeftWas() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.PUT, "a", "2", "", 30, 40);
        addCrash(25, 45, 50);
        add(Operation.GET, "a", "", "1", 51, 52);
        add(Operation.GET, "a", "", "2", 53, 54);
        assertWrong("a read was stale");
    }

    @Test
    void aTicketThatWasLostIsDeadOnceAnotherIsGiven() {
        add(Operation.RENEW, "", "t1", "", 30, 40);
        addCrash(25, 45, 50);
        add(Operation.RENEW, "", "t2", "", 51, 52);
        addByTicket(Operation.FIND, "t1", Outcome.OK, Event.LIVE, 53, 54);
        addByTicket(Operation.FIND, "t2", Outcome.OK, Event.OVER, 53, 54);
        assertWrong("a ticket opens that was renewed");
        assertWrong("a ticket does not open that nobody renewed");
    }

    @Test
    void whoHasMetALostEndMaySayLaterThatTheSessionIsOver() {
        add(Operation.RAW_PUT, "raw", "1", "7", 10, 20);
        worker = "0.1";
        add(Operation.END, "", "", "", 30, 40);
        worker = "0.0";
        add(Operation.GET, "a", "", Event.ABSENT, 41, 42);
        addCrash(25, 45, 50);
        add(Operation.PUT, "a", "2", Outcome.OVER, "", 51, 52);
        add(Operation.RAW_GET, "raw", "", "7 1", 53, 54);
        assertRight();
    }

    @Test
    void whoHasMetALostEndMayFindNothingLater() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        add(Operation.END, "", "", "", 30, 40);
        addCrash(25, 45, 50);
        add(Operation.GET, "a", "", Event.ABSENT, 51, 52);
        worker = "0.1";
        add(Operation.GET, "a", "", "1", 53, 54);
        assertRight();
    }

    @Test
    void whoHasMetNoLostEndFindsWhatOthersFind() {
        add(Operation.PUT, "a", "1", "", 10, 20);
        addCrash(25, 45, 50);
        add(Operation.GET, "a", "", Event.ABSENT, 51, 52);
        add(Operation.GET, "a", "", "1", 53, 54);
        assertWrong("a read was stale");
    }

    @Test
    void whoHasFoundTheSessionSinceACrashHasMetAnotherEnd() {
        add(Operation.RAW_PUT, "raw", "1", "7", 10, 20);
        add(Operation.PUT, "a", "1", "", 10, 20);
        addCrash(25, 45, 50);
        add(Operation.GET, "a", "", "1", 51, 52);
        add(Operation.PUT, "a", "2", Outcome.OVER, "", 53, 54);
        add(Operation.RAW_GET, "raw", "", "7 1", 55, 56);
        assertWrong("a session that was over is live");
    }

    @Test
    void aVersionOfALostValueIsNotGivenAgain() {
        add(Operation.RAW_PUT, "raw", "1", "7", 30, 40);
        addCrash(25, 45, 50);
        add(Operation.RAW_PUT, "raw", "2", "7", 51, 52);
        assertWrong("two values have one version");
        assertWrong("a version did not grow");
    }

    @Test
    void anEventIsReadAsItWasWritten() {
        Event event = history.get(0);
        assertThat(Event.parse(event.line())).isEqualTo(event);
    }
}
