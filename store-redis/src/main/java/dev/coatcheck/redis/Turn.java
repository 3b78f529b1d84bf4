package dev.coatcheck.redis;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One request on its way: commands that its thread has made, and what comes of them. It waits until a thread that has a
 * connection takes it, which may be its own, and is done when that thread says so.
 */
final class Turn {
    private enum State {
        WAITING,
        /** Somebody has sent it, or is about to. */
        TAKEN,
        /** Its answers are here, or what went wrong. */
        DONE
    }

    private static final CommandArguments TIME = new CommandArguments(Command.TIME);

    private final CommandArguments[] commands;
    private final boolean isTimed;
    private final Thread thread = Thread.currentThread();
    private volatile State state = State.WAITING;
    private volatile boolean mustBeWoken;

    /** Who is sent after it. These belong to the thread that took it, and once it is done to its own. */
    private @Nullable Turn next;

    private @Nullable Turn clock;
    private @Nullable List<Object> answers;
    private @Nullable Throwable failure;
    private boolean failureIsItsOwn;

    private Turn(boolean isTimed, CommandArguments... commands) {
        this.isTimed = isTimed;
        this.commands = commands;
    }

    static Turn of(CommandArguments... commands) {
        return new Turn(false, commands);
    }

    /** One whose last answer is the server's time after the others: what {@code TIME} says. */
    static Turn timed(CommandArguments... commands) {
        return new Turn(true, commands);
    }

    /** Asks the time once for all from here on that want it, right behind the last of them. */
    void askTime() {
        Turn time = of(TIME);
        Turn lastTimed = null;
        for (Turn turn = this; turn != null; turn = turn.next) {
            if (turn.isTimed) {
                turn.clock = time;
                lastTimed = turn;
            }
        }
        if (lastTimed != null) {
            time.next = lastTimed.next;
            lastTimed.next = time;
        }
    }

    /** Whether nobody has taken it yet. */
    boolean isWaiting() {
        return state == State.WAITING;
    }

    /** Whether nothing more comes for it. */
    boolean isDone() {
        return state == State.DONE;
    }

    /** From now on its thread must be woken: it looks once more, and then it parks. */
    void sleeps() {
        mustBeWoken = true;
    }

    void wake() {
        if (mustBeWoken) {
            LockSupport.unpark(thread);
        }
    }

    /** Takes one that waits along behind this one, which was the last; returns that. */
    Turn takeAlong(Turn other) {
        other.state = State.TAKEN;
        next = other;
        return other;
    }

    /** Sends something more behind all the others. */
    Turn takeAlongLast(CommandArguments command) {
        Turn last = this;
        while (last.next != null) {
            last = last.next;
        }
        return last.takeAlong(of(command));
    }

    @Nullable
    Turn next() {
        return next;
    }

    void send(Connection on) {
        if (!on.isConnected()) {
            // Jedis would open it anew, and who is before this in the batch would take its answer for theirs
            throw new JedisConnectionException("the connection was closed meanwhile");
        }
        for (CommandArguments command : commands) {
            on.sendCommand(command);
        }
    }

    void receive(Connection on) {
        answers = on.getMany(commands.length);
    }

    /** Whether it was refused in a way that makes the connection of no use. */
    boolean isTurnedAway() {
        if (answers != null) {
            for (Object answer : answers) {
                if (answer instanceof JedisDataException refusal
                        && Fault.of(refusal).cure() == Fault.Cure.DISCARD) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Nothing more comes for it. Where it has no answers, this is why: its own failure, or that of one beside it. */
    void done(@Nullable Throwable reason, boolean isItsOwn) {
        failure = reason;
        failureIsItsOwn = isItsOwn;
        state = State.DONE;
        wake();
    }

    /**
     * The answers; a refusal is one of them.
     *
     * @throws JedisException if the connection broke, or there was none in time
     */
    List<Object> answers() {
        Turn time = clock;
        if (answers != null && time == null) {
            return answers;
        }
        if (answers != null && time != null && time.answers != null) {
            answers.addAll(time.answers);
            return answers;
        }
        if (failure instanceof JedisException broken) {
            throw broken;
        }
        if (failureIsItsOwn && failure instanceof RuntimeException own) {
            throw own;
        }
        if (failureIsItsOwn && failure instanceof Error own) {
            throw own;
        }
        throw new JedisConnectionException("the connection was given up in the middle of another's request");
    }
}
