package dev.coatcheck.command;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.StoreFullException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code coatcheck}, run from a shell. {@code coatcheck --help} tells what it can do. */
@Command(
        name = "coatcheck",
        mixinStandardHelpOptions = true,
        versionProvider = Coatcheck.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "Looks after the stores that web applications keep their sessions in.",
        description = {"", "'coatcheck help COMMAND' tells more of a command, with examples.", ""},
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nA STORE is one of%n",
        footer = {
            "  sqlite:FILE                  the file that coatcheck.sqlite.file names",
            "  redis://[[user]:password@]host[:port][/database]",
            "  redis-sentinel://host1,host2[/database]?master=NAME",
            "  redis-cluster://host1,host2",
            "  rediss://...                 the same over TLS, also rediss-sentinel, rediss-cluster",
            "  redis, sqlite                as configured by the environment: COATCHECK_REDIS_URL, ...",
            "The memory store is in the heap of its application, where no other process can reach it.",
            "",
            "A password on the command line is seen by everyone who may list the processes of this",
            "machine. Set COATCHECK_REDIS_URL and write 'redis', or put the URL alone into a file that",
            "only you may read and write '@FILE' in its place: --to @target.txt",
            "All settings of Coatcheck count from the environment, such as COATCHECK_REDIS_TIMEOUT=10s.",
            "",
            "Exit codes:",
            "    0  done",
            "    1  done, but the stores are not the same: compare has found differences, or copy has left",
            "       out sessions that were written all the time",
            "    2  the arguments or settings are not right; nothing was done",
            "    3  a store cannot be reached, or failed on the way",
            "    4  the store that is written has no room",
            "    5  the result could not be written, or an error in this program, which please report",
            "  130  interrupted (Ctrl-C); it has stopped in order, and can be run again"
        })
public final class Coatcheck implements Runnable {
    private static final String LOG_SETTINGS = "logback.configurationFile";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Coatcheck() {}

    /**
     * Runs a command, and ends the process with an exit code that says how it went.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        if (System.getProperty(LOG_SETTINGS) == null) {
            System.setProperty(LOG_SETTINGS, "dev/coatcheck/command/logback.xml");
        }
        Interruption interruption = Interruption.ofThisThread();
        int exitCode = execute(commandLine(interruption), arguments);
        System.out.flush();
        interruption.workIsOver();
        System.exit(exitCode);
    }

    /** Without room in the heap, for one, the code that Java ends with would tell of a difference. */
    private static int execute(CommandLine line, String... arguments) {
        try {
            return line.execute(arguments);
        } catch (Error e) {
            e.printStackTrace();
            return ExitCode.UNEXPECTED;
        }
    }

    /** Each command is a class of its own, and a line here. */
    private static CommandLine commandLine(Interruption interruption) {
        return new CommandLine(new Coatcheck())
                .addSubcommand(new InspectCommand(interruption))
                .addSubcommand(new CopyCommand())
                .addSubcommand(new CompareCommand())
                .addSubcommand(new HelpCommand())
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((e, given) -> refuse(e))
                .setExecutionExceptionHandler((e, line, result) -> fail(e, interruption));
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a command: " + spec.subcommands().keySet().stream().collect(Collectors.joining(", ")));
    }

    private static int refuse(ParameterException e) {
        say(message(e) + "; see '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.BAD_ARGUMENTS;
    }

    /** What was not understood may have a password in it. */
    private static String message(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return CoatcheckConfig.withoutPassword(String.valueOf(e.getMessage()));
        }
        List<String> suggestions = unmatched.getSuggestions();
        return "not understood: " + notUnderstood(unmatched.getUnmatched())
                + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?");
    }

    /** Of an option that there is not, its name alone: what stands behind it may be a secret. */
    private static String notUnderstood(List<String> arguments) {
        List<String> shown = new ArrayList<>();
        for (String argument : arguments) {
            boolean isOption = argument.startsWith("-");
            String name = isOption ? argument.split("=", 2)[0] : argument;
            shown.add("\"" + CoatcheckConfig.withoutPassword(name) + "\"");
            if (isOption) {
                break;
            }
        }
        return String.join(", ", shown);
    }

    private static int fail(Exception e, Interruption interruption) {
        if (interruption.isRequested()) {
            say("interrupted");
            return ExitCode.INTERRUPTED;
        }
        if (e instanceof UncheckedIOException unwritten) {
            say(String.valueOf(unwritten.getMessage()));
            return ExitCode.UNEXPECTED;
        }
        if (!(e instanceof CoatcheckException)) {
            e.printStackTrace();
            return ExitCode.UNEXPECTED;
        }
        say(String.valueOf(e.getMessage()));
        return exitCode(e);
    }

    private static int exitCode(Exception e) {
        if (e instanceof ConfigurationException) {
            return ExitCode.BAD_ARGUMENTS;
        }
        return e instanceof StoreFullException ? ExitCode.FULL : ExitCode.UNAVAILABLE;
    }

    private static void say(String message) {
        System.err.println("coatcheck: " + message);
    }

    /** That of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Coatcheck.class.getPackage().getImplementationVersion();
            return new String[] {"coatcheck " + Optional.ofNullable(version).orElse("(not packaged)")};
        }
    }
}
