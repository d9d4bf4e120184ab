namespace ILComicGAN.Engine.Memory;

/// <summary>The device has too little memory for what was asked, also after the cache was emptied.</summary>
public sealed class DeviceOutOfMemoryException : Exception
{
    /// <summary>Creates the exception with no details.</summary>
    public DeviceOutOfMemoryException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public DeviceOutOfMemoryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public DeviceOutOfMemoryException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
