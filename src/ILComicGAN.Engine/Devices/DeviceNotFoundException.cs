namespace ILComicGAN.Engine.Devices;

/// <summary>A device's name means nothing on this machine.</summary>
public sealed class DeviceNotFoundException : Exception
{
    /// <summary>Creates the exception with no details.</summary>
    public DeviceNotFoundException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public DeviceNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public DeviceNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
