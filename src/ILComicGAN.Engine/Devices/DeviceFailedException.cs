namespace ILComicGAN.Engine.Devices;

/// <summary>
/// A device could not do what it was asked, by a fault of its own, of its driver or of a kernel. The message is a sentence
/// for the user: what failed, on which device, and what to do.
/// </summary>
public sealed class DeviceFailedException : Exception
{
    /// <summary>Creates the exception with no details.</summary>
    public DeviceFailedException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public DeviceFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public DeviceFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the device can do nothing any more until it is opened again, by another process at best.</summary>
    public bool IsLasting { get; init; }
}
