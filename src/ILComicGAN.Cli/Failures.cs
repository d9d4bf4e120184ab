using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Files;
using ILComicGAN.Imaging;
using ILComicGAN.Training;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli;

/// <summary>Turns what can go wrong into one sentence on stderr and an exit code.</summary>
internal static class Failures
{
    public static int Explain(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e) when (e is UsageException or SettingsException or DeviceNotFoundException or FolderInUseException)
        {
            return Say(e.Message, ExitCode.Usage);
        }
        catch (Exception e) when (IsExpected(e))
        {
            return Say(e.Message, ExitCode.Failure);
        }
        catch (OperationCanceledException)
        {
            return Say("Stopped; nothing was written.", ExitCode.Failure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Say($"A file could not be written: {e.Message.TrimEnd('.')}. Nothing was left half-written.", ExitCode.Failure);
        }
    }

    /// <summary>Whether the exception's message is a sentence for the user.</summary>
    public static bool IsExpected(Exception e) =>
        e is PictureException or WeightFormatException or DataSetException or TrainingDivergedException or DeviceOutOfMemoryException;

    private static int Say(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
