namespace ILComicGAN.Training;

/// <summary>A setting cannot be used; the message says which, and what it may be.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Creates the exception with no details.</summary>
    public SettingsException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public SettingsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the cause.</summary>
    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
