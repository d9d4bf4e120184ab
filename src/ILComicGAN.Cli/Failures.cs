using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Files;
using ILComicGAN.Imaging;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Sanitizing;
using ILComicGAN.Training;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli;

/// <summary>Turns what can go wrong into one sentence on stderr and an exit code.</summary>
internal static class Failures
{
    /// <summary>What is said where work was stopped.</summary>
    public const string Stopped = "Stopped; nothing was written.";

    /// <summary>Runs a command.</summary>
    /// <returns>Its exit code, or that of its failure.</returns>
    public static int Explain(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e) when (Sentence(e) is { } sentence)
        {
            Console.Error.WriteLine(sentence);
            return e is UsageException or SettingsException or DeviceNotFoundException or FolderInUseException ? ExitCode.Usage : ExitCode.Failure;
        }
    }

    /// <summary>Does one thing of many; what is wrong with it is one line, and the rest goes on.</summary>
    /// <returns>Whether it was done.</returns>
    public static bool Try(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception e) when (e is not (UsageException or OperationCanceledException) && Sentence(e) is { } sentence)
        {
            Console.Error.WriteLine(sentence);
            return false;
        }
    }

    /// <summary>What went wrong, for the user on one line; null for what should not have happened.</summary>
    private static string? Sentence(Exception e) => e switch
    {
        UsageException or SettingsException or DeviceNotFoundException or FolderInUseException => e.Message,
        PictureException or WeightFormatException or DataSetException or TrainingDivergedException or DeviceOutOfMemoryException or DeviceFailedException => e.Message,
        MachineFaultException or SanitizerException => OneLine(e.Message),
        OperationCanceledException => Stopped,
        IOException or UnauthorizedAccessException => $"A file could not be written: {OneLine(e.Message).TrimEnd('.')}. Nothing was left half-written.",
        OutOfMemoryException => "There is not enough memory for a picture of this size; make it smaller, with --max-side for one.",
        _ => null,
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
